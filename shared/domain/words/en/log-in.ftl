# Logging in by the identity provider of team.yaml. $provider is its name, as in Google.
log-in-with = Log in with { $provider }
log-in-or-by-mail = Or by mail:
log-in-by-mail = Log in by mail
log-in-other-account = Take another account
log-in-not-by-mail = No log-in by mail
log-in-not-by-mail-hint = Here people log in with { $provider }: open /desk.
log-in-attempt-over = This log-in is over
log-in-attempt-over-hint = A log-in by { $provider } works once, for ten minutes, in the browser where it began. Please begin again.
log-in-failed = You are not logged in
log-in-declined-hint = { $provider } sent you back without a log-in.
log-in-token-hint = What { $provider } answered could not be taken for a log-in. Please begin again. If it stays like this, tell whoever runs this desk.
log-in-outage = That did not work just now
log-in-outage-hint = { $provider } could not be asked who you are. Please try again in a minute. If it stays like this, tell whoever runs this desk.
log-in-unverified = Your address is not verified
log-in-unverified-hint = { $provider } does not say that the e-mail address of this account is yours. Verify it there, or take another account.
log-in-stranger = This account does not open the desk
log-in-stranger-hint = { $provider } knows you, but the desk knows nobody by the e-mail address of this account. Take another account, or ask whoever runs this desk.

# Logging in by mail
log-in = Log in
log-in-logged-out = You are logged out.
log-in-hint = We mail you a link and a code. Each works once, for ten minutes.
log-in-address = Your e-mail address
log-in-mail-me = Mail me a link
log-in-mail-another = Mail me another link
log-in-look = Look into your mail
log-in-look-hint = If <strong><bdi>{ $address }</bdi></strong> is in the team, a mail is on its way. Press its link, or type its code here.
log-in-code = The code, six digits
log-in-no-mail = No mail after a minute? Look into the spam folder, and <a>check the address</a>: a person gets five of these mails an hour.
log-in-as = Log in as { $name }?
log-in-as-hint = The link works once. On a computer that others use, log out when you are done.
log-in-over = This link does not work any more
log-in-over-hint = A link to log in works once, for ten minutes. We gladly mail you another.
log-in-over-once = A link to log in works once, for ten minutes.
log-in-write-address = Write your e-mail address, like ana@acme.example.
log-in-wrong-code = This code is not right, or its time is over. After five wrong ones none is taken: use the link then.
log-in-too-many = Too many tries
log-in-too-many-hint = There were too many tries from your network. Please wait an hour.
log-in-again-in-a-minute = Please try again in a minute.

# Logging out
log-in-out = Log out
log-in-out-hint = You are logged in with { $address }, as { $role }. After twelve hours without use you are logged out by itself.
log-in-still = You are still logged in.
