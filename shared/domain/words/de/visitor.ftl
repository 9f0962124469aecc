# Die Seiten eines Formulars
visitor-choose = Bitte wählen
visitor-look-below = Etwas fehlt oder stimmt nicht ganz. Bitte sehen Sie nach, was unten markiert ist.
visitor-not-right = Einige Felder stimmen nicht
visitor-not-right-hint = Einige Felder fehlen oder stimmen nicht: `errors` sagt, welche, und was einzugeben ist.
visitor-not-taken = Das konnten wir gerade nicht annehmen. Bitte versuchen Sie es in einer Minute noch einmal.
visitor-try-again = Bitte versuchen Sie es noch einmal
visitor-unreadable = Das konnten wir nicht lesen
visitor-body-type = Senden Sie ein Formular als application/x-www-form-urlencoded, multipart/form-data, text/plain oder application/json.
visitor-body-large = Eine Sendung darf höchstens { $limit } KB haben.
visitor-body-many = Eine Sendung darf höchstens { $limit } Felder haben.
visitor-body-bytes = Die Sendung ist kein Text in { $encoding }: Senden Sie sie als UTF-8, oder nennen Sie ihre Kodierung, wie in „Content-Type: application/x-www-form-urlencoded; charset=ISO-8859-1“.
visitor-body-encoding = Die Sendung nennt eine Kodierung, in der Formulare nicht gelesen werden: Senden Sie sie als UTF-8.
visitor-body-json = Das ist kein JSON-Objekt mit Feldern: { $why }
visitor-body-lines = Das sind weder JSON noch Zeilen wie „name=value“.
visitor-body-multipart = Das ist kein Formular aus Teilen, oder es wurde abgeschnitten: Jeder Teil hat einen Namen, und die letzte Zeile ist die Trennlinie mit „--“ dahinter.
visitor-body-headers = Ein Teil dieser Sendung hat einen längeren Namen oder mehr Kopfzeilen, als ein Formular sie hat.
visitor-body-nested = Ein Teil dieser Sendung ist kodiert oder hat selbst Teile: Senden Sie jedes Feld, wie es ist, in einem eigenen Teil.
visitor-body-key = Ein Idempotency-Key hat 1 bis 128 sichtbare Zeichen.
visitor-no-form = Dieses Formular gibt es nicht
visitor-no-form-hint = Hier gibt es kein Formular { $name }. Vielleicht ist die Adresse abgeschnitten oder vertippt.
visitor-other-site = Dieses Formular ist nicht für diese Website
visitor-other-site-hint = Das Formular nimmt nichts von { $origin } an. Bitte füllen Sie es auf unserer eigenen Website aus.
visitor-no-site-hint = Das Formular nimmt nichts an, was nicht sagt, von welcher Website es kommt. Bitte füllen Sie es auf unserer eigenen Website aus.
visitor-page-of-site = Ein Seitenaufruf nennt die Adresse der geöffneten Seite, und zwar der Website, die ihn meldet.

# Links in Mails
visitor-link-wrong = Dieser Link funktioniert nicht
visitor-link-wrong-hint = Vielleicht wurde er in der Mail abgeschnitten. Bitte benutzen Sie den Link am Ende einer unserer Mails.
visitor-failed = Das ging nicht
visitor-unreadable-hint = { $why } Bitte öffnen Sie den Link in der Mail noch einmal, und drücken Sie dort den Knopf.
visitor-nothing-changed = Es wurde nichts geändert
visitor-try-later = Das ging gerade nicht
visitor-load-again = Bitte laden Sie diese Seite in einer Minute neu. Es wurde nichts geändert.
visitor-unknown = Wir kennen Sie nicht mehr
visitor-unknown-hint = Sie bekommen keine Mail von uns.

# Abmelden
visitor-unsubscribe = Abmelden
visitor-no-more = Keine Mail mehr von uns?
visitor-no-more-hint = Drücken Sie den Knopf, und wir schicken Ihnen keine Tipps und Angebote mehr. Was Sie selbst anfragen, beantworten wir weiterhin.
visitor-only-less = Nur weniger? Wählen Sie, was Sie bekommen
visitor-unsubscribed = Sie sind abgemeldet
visitor-already = Sie bekommen keine Tipps und Angebote von uns: es ist nichts weiter zu tun. Was Sie selbst anfragen, beantworten wir weiterhin.
visitor-changed-mind = Anders überlegt? Wählen Sie, was Sie bekommen
visitor-is-done = Wir schicken Ihnen keine Tipps und Angebote mehr. Ist gerade noch eine Mail unterwegs, so ist es die letzte.
visitor-again-in-a-minute = Bitte versuchen Sie es in einer Minute noch einmal.
visitor-post-again = Bitte senden Sie es in einer Minute noch einmal.

# Eine Einwilligung bestätigen
visitor-mail = Mail von uns
visitor-was-it-you = Waren Sie das?
visitor-was-it-you-hint = Am { $day } hat jemand auf unserer Website mit Ihrer Adresse ein Kästchen angekreuzt. Unsere Mail an Sie war vorher beendet, darum fragen wir.
visitor-yes-send = Ja, schicken Sie es mir
visitor-not-me = Wenn Sie es nicht waren, schließen Sie einfach diese Seite. Dann ändert sich nichts.
visitor-confirmed = Sie bekommen unsere Mail
visitor-confirmed-hint = Es ist bestätigt. Sie können es sich jederzeit anders überlegen: jede Mail hat am Ende einen Link dafür.
visitor-choose-what = Wählen Sie, was Sie bekommen
visitor-withdrawn = Sie haben sich abgemeldet, nachdem diese Mail angefordert wurde, oder uns wurde gesagt, dass wir aufhören sollen; der Link tut nichts mehr. Sie bekommen keine Tipps und Angebote von uns.
visitor-closed = Wir schicken Ihnen keine Mail
visitor-closed-hint = An Ihre Adresse schicken wir keine Mail mehr. Wenn das falsch ist, schreiben Sie an <a>{ $address }</a>.
visitor-expired = Dieser Link ist abgelaufen
visitor-expired-hint = Er gilt sieben Tage, und ein neuerer tritt an seine Stelle. Es wurde nichts geändert: Sie bekommen deswegen keine Mail. Wenn Sie unsere Mail möchten, füllen Sie das Formular auf unserer Website noch einmal aus.

# Wählen, was man bekommt
visitor-what-you-get = Was Sie von uns bekommen
visitor-mail-to = Werbemails an { $address }
visitor-saved = Gespeichert.
visitor-on = Sie bekommen, was hier angekreuzt ist.
visitor-paused = Sie bekommen keine Werbemails bis { $day }. Dann geht es von selbst weiter.
visitor-off = Sie bekommen keine Werbemails von uns. Was Sie selbst anfragen, beantworten wir weiterhin.
visitor-some-again = Möchten Sie wieder etwas davon?
visitor-yes-these = Ja, schicken Sie mir diese
visitor-send-me = Schicken Sie mir
visitor-save = Speichern
visitor-pause = Einen Monat Pause
visitor-resume = Pause jetzt beenden
visitor-stop-all = Von allen Werbemails abmelden
visitor-you-asked-calls = Sie wollten nicht angerufen werden.
visitor-you-asked-mail = Sie wollten keine Mail.
visitor-you-asked-letters = Sie wollten keine Briefe.
visitor-you-asked-messages = Sie wollten keine Textnachrichten.
visitor-may-call = Sie dürfen mich wieder anrufen
visitor-may-write = Sie dürfen mir wieder schreiben
visitor-may-send-letters = Sie dürfen mir wieder Briefe schicken
visitor-may-text = Sie dürfen mir wieder Textnachrichten schicken
visitor-press-one = Drücken Sie einen der Knöpfe.
visitor-tick = Kreuzen Sie an, was Sie bekommen möchten.

# Einwilligungen eines Formulars, und was die Person später dazu sagt
visitor-privacy = So schützen wir Ihre Daten
visitor-look-in-mailbox = Danke. Bitte sehen Sie in Ihr Postfach: wenn Ihre Adresse noch nicht bestätigt ist, bittet Sie eine Mail, sie mit einem Klick zu bestätigen. Bis dahin schicken wir Ihnen nichts anderes.
visitor-was-it-you-first = Am { $day } hat jemand auf unserer Website Ihre Adresse eingegeben und dieses Kästchen angekreuzt. Wir fragen, damit das niemand in Ihrem Namen tun kann.
visitor-also-waits = Seither wurde Ihre Adresse auch in anderen Formularen eingegeben. Ein Klick bestätigt sie alle:
visitor-agreements = Womit Sie einverstanden sind
visitor-agreed-on = Sie haben am { $day } zugestimmt.
visitor-agreed-mail-on = Sie haben unseren Mails am { $day } zugestimmt.
visitor-withdrew-on = Sie haben es am { $day } widerrufen.
visitor-withdraw-phone = Rufen Sie mich nicht mit Angeboten an
visitor-give-phone = Sie dürfen mich mit Angeboten anrufen
visitor-withdraw-measuring = Messen Sie nicht, was ich öffne und besuche
visitor-give-measuring = Sie dürfen messen, was ich öffne und besuche

# Against robots
visitor-trap = Bitte lassen Sie dieses Feld leer
visitor-captcha-noscript = Ohne JavaScript lässt sich nicht prüfen, dass Sie kein Roboter sind. Senden Sie das Formular trotzdem: Vielleicht sieht es zuerst ein Mensch an.
