// A mail on standard input, as postal-mime (a reader of mails that is not ours) understands it: as JSON.
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";

const mail = await PostalMime.parse(await buffer(process.stdin), { attachmentEncoding: "utf8" });
console.log(JSON.stringify(mail));
