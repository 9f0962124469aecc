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
