from tests.concerns.conftest import letter, mail, phone_call


def test_pages(cafe):
    number = cafe.log(phone_call(), mail(), letter())
    for state in ("in_progress", "feedback_due"):
        cafe.bring(number, state)
        for client in (cafe.officer, cafe.chief):
            assert client.get(f"/equipe/doleances/{number}").status_code == 200
            assert client.get("/equipe/doleances").status_code == 200
            assert client.get("/equipe/doleances/nouvelle").status_code == 200
            assert client.get(f"/equipe/doleances/{number}/personnes/{cafe.raiser_id(number)}/retour").status_code == 200
