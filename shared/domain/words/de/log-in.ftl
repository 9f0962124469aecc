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

# Anmelden per Mail
log-in = Anmelden
log-in-logged-out = Sie sind abgemeldet.
log-in-hint = Wir schicken Ihnen einen Link und einen Code. Jeder gilt einmal, zehn Minuten lang.
log-in-address = Ihre E-Mail-Adresse
log-in-mail-me = Link schicken
log-in-mail-another = Einen anderen Link schicken
log-in-look = Sehen Sie in Ihre Mail
log-in-look-hint = Wenn <strong><bdi>{ $address }</bdi></strong> im Team ist, ist eine Mail unterwegs. Drücken Sie ihren Link, oder geben Sie hier ihren Code ein.
log-in-code = Der Code, sechs Ziffern
log-in-no-mail = Nach einer Minute keine Mail? Sehen Sie in den Spam-Ordner, und <a>prüfen Sie die Adresse</a>: eine Person bekommt fünf dieser Mails in der Stunde.
log-in-as = Als { $name } anmelden?
log-in-as-hint = Der Link gilt einmal. An einem Rechner, den andere benutzen, melden Sie sich am Ende ab.
log-in-over = Dieser Link funktioniert nicht mehr
log-in-over-hint = Ein Link zum Anmelden gilt einmal, zehn Minuten lang. Wir schicken Ihnen gern einen anderen.
log-in-over-once = Ein Link zum Anmelden gilt einmal, zehn Minuten lang.
log-in-write-address = Schreiben Sie Ihre E-Mail-Adresse, wie ana@acme.example.
log-in-wrong-code = Dieser Code stimmt nicht, oder seine Zeit ist um. Nach fünf falschen wird keiner mehr angenommen: benutzen Sie dann den Link.
log-in-too-many = Zu viele Versuche
log-in-too-many-hint = Aus Ihrem Netz gab es zu viele Versuche. Bitte warten Sie eine Stunde.
log-in-again-in-a-minute = Bitte versuchen Sie es in einer Minute noch einmal.

# Abmelden
log-in-out = Abmelden
log-in-out-hint = Sie sind angemeldet mit { $address }, als { $role }. Nach zwölf Stunden ohne Benutzung werden Sie von selbst abgemeldet.
log-in-still = Sie sind noch angemeldet.
