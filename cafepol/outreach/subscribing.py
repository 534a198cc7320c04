"""What somebody who wants announcements agreed to, and how long they have to confirm it: rules without a database."""

from datetime import timedelta

TEXT_VERSION = "2026-1"  # of the sentence beside the box, kept with each agreement and each withdrawal
CONFIRM_WITHIN = timedelta(hours=48)
# a link to unsubscribe works longer than anybody keeps a mail
LEAVE_WITHIN = timedelta(days=3 * 365)
MAIL_EVERY_SECONDS = 8 * 3600  # one mail of a kind to one address, whatever is posted
