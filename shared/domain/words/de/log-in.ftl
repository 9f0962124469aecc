# Anmeldung beim Identitätsanbieter aus team.yaml. $provider ist sein Name, wie Google.
log-in-with = Mit { $provider } anmelden
log-in-or-by-mail = Oder per E-Mail:
log-in-by-mail = Per E-Mail anmelden
log-in-other-account = Ein anderes Konto nehmen
log-in-not-by-mail = Keine Anmeldung per E-Mail
log-in-not-by-mail-hint = Hier meldet man sich mit { $provider } an: Öffnen Sie /desk.
log-in-attempt-over = Diese Anmeldung ist abgelaufen
log-in-attempt-over-hint = Eine Anmeldung mit { $provider } gilt einmal, zehn Minuten lang, in dem Browser, in dem sie begonnen hat. Bitte beginnen Sie neu.
log-in-failed = Sie sind nicht angemeldet
log-in-declined-hint = { $provider } hat Sie ohne Anmeldung zurückgeschickt.
log-in-token-hint = Die Antwort von { $provider } konnte nicht als Anmeldung angenommen werden. Bitte beginnen Sie neu. Wenn es so bleibt, sagen Sie es dem Betreiber dieses Desks.
log-in-outage = Das hat gerade nicht funktioniert
log-in-outage-hint = { $provider } konnte nicht gefragt werden, wer Sie sind. Bitte versuchen Sie es in einer Minute noch einmal. Wenn es so bleibt, sagen Sie es dem Betreiber dieses Desks.
log-in-unverified = Ihre Adresse ist nicht bestätigt
log-in-unverified-hint = { $provider } sagt nicht, dass die E-Mail-Adresse dieses Kontos Ihnen gehört. Bestätigen Sie sie dort, oder nehmen Sie ein anderes Konto.
log-in-stranger = Dieses Konto öffnet den Desk nicht
log-in-stranger-hint = { $provider } kennt Sie, aber der Desk kennt niemanden mit der E-Mail-Adresse dieses Kontos. Nehmen Sie ein anderes Konto, oder fragen Sie den Betreiber dieses Desks.
