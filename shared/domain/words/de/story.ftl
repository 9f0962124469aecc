# Was ein Lead ist und was mit ihm geschah: Phasen, Gründe, Verlauf, was als Nächstes kommt.

story-stage-new = Neu
story-stage-working = In Arbeit
story-stage-qualified = Qualifiziert
story-stage-won = Gewonnen
story-stage-later = Später nachfassen
story-stage-closed = Abgeschlossen

story-temperature-cold = Kalt
story-temperature-warm = Warm
story-temperature-hot = Heiß

story-reason-sla-missed = Nicht rechtzeitig angenommen
story-reason-no-owner = Niemand ist zuständig
story-reason-to-accept = Anzunehmen
story-reason-replied = Hat geantwortet
story-reason-hot = Heiß und frisch
story-reason-overdue = Überfällig
story-reason-came-back = Wieder da
story-reason-due-today = Heute fällig
story-reason-bounced = E-Mail kam zurück
story-reason-untouched = Seit 30 Tagen unberührt
story-reason-incomplete = Unvollständig

story-role-seller = Vertrieb
story-role-partner = Partner
story-role-manager = Leitung
story-role-marketing = Marketing
story-role-admin = Administration

story-question-need = Bedarf
story-question-budget = Budget
story-question-authority = Entscheidungsbefugnis
story-question-timeline = Zeitrahmen

story-unable-takes-none = nimmt keine Leads an
story-unable-today = heute abwesend
story-unable-until = abwesend bis { $day }
story-unable-no-mail = für E-Mails nicht erreichbar seit { $day }
story-unable-left = nicht mehr im Team

story-away-on = am { $day }
story-away-from = vom { $from } bis zum { $until }
story-away-nobody = abwesend { $days }; niemand sonst aus dem Team ist die ganze Zeit da
story-away-one = abwesend { $days }; Leads gehen an { $person }
story-away-many = abwesend { $days }; Leads gehen an { $people } und { $last }

story-calls-again = hat von der eigenen Adresse aus wieder Anrufe erlaubt
story-mail-again = hat von der eigenen Adresse aus wieder E-Mails erlaubt
story-letters-again = hat von der eigenen Adresse aus wieder Briefe erlaubt
story-messages-again = hat von der eigenen Adresse aus wieder Textnachrichten erlaubt
story-ahead-task-yours = Aufgabe für Sie bis { $when }: { $what }
story-ahead-task-of = Aufgabe für { $person } bis { $when }: { $what }
story-step-skipped = Schritt { $step } von { $sequence } übersprungen: { $why }

story-form-sent = hat das Formular { $form } gesendet
story-form-gone = hat ein Formular gesendet
story-tip-of = kam als Tipp von { $person }
story-tip = kam als Tipp
story-imported = importiert, Quelle: { $source }
story-page-viewed = hat eine Seite angesehen
story-product-used = hat das Produkt benutzt
story-event-attended = hat eine Veranstaltung besucht
story-ticket-opened = hat ein Support-Ticket eröffnet
story-ticket-closed = Support-Ticket geschlossen
story-spoke = { $by ->
         [you] Sie haben mit dem Lead gesprochen
       *[other] { $by } hat mit dem Lead gesprochen
    }
story-no-answer = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } angerufen: keine Antwort
story-met = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead getroffen
story-replied-to-mail = hat auf eine E-Mail geantwortet
story-enriched = wurde nachgeschlagen: { $from }
story-enriched-by-number = wurde über die Telefonnummer nachgeschlagen
story-mail-attachments =
    Anhänge, nicht aufbewahrt: { $names }{ $more ->
        [0] .
       *[other] {" "}und { $more } weitere.
    }
story-mail-cut = Die E-Mail ist länger. Ihr ganzer Text wird 30 Tage aufbewahrt in { $file }.
story-got-reply = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } eine Antwort erhalten
story-accepted = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead angenommen
story-taken-over = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead übernommen
story-assigned-to-you = { $by } hat Ihnen den Lead übergeben
story-assigned = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead an { $to } übergeben
story-assigned-next = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead an die nächste Person in der Reihe übergeben
story-recycled = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead zurückgestellt
story-recycled-until = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead bis { $day } zurückgestellt
story-disqualified = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead ausgeschlossen
story-lost = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead als verloren abgeschlossen
story-moved = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead auf { $stage } gesetzt
story-answered = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } beantwortet: { $answers }
story-answered-nothing = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } keine Frage beantwortet
story-answer-need = Bedarf: { $is ->
         [yes] ja
       *[no] nein
    }
story-answer-budget = Budget: { $is ->
         [yes] ja
       *[no] nein
    }
story-answer-authority = Entscheidungsbefugnis: { $is ->
         [yes] ja
       *[no] nein
    }
story-answer-timeline = Zeitrahmen: { $is ->
         [yes] ja
       *[no] nein
    }
story-corrected = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } berichtigt: { $edits }
story-removed = { $field } entfernt
story-marked-bad = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead als unbrauchbar markiert: { $reason }
story-nurture-stopped = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } die Nurture-Mails beendet
story-deal-corrected = der Abschluss wurde berichtigt
story-deal-corrected-for = der Abschluss wurde berichtigt, über { $amount }
story-deal-won = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Abschluss gewonnen
story-deal-won-for = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Abschluss gewonnen, über { $amount }
story-bought = hat gekauft
story-bought-for = hat gekauft, für { $amount }
story-accept-missed = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead nicht rechtzeitig angenommen
story-accept-unable = { $by ->
         [you] Sie konnten
       *[other] { $by } konnte
    } den Lead nicht annehmen: { $why }
story-untouched = seit { $days } Tagen hat niemand mit dem Lead gesprochen
story-temperature-changed = Temperatur geändert: Punkte sind mit der Zeit verfallen
story-rescored = neu bewertet nach einem neuen Modell
story-confirm-asked = wurde per E-Mail gebeten, die Einwilligung aus einem Formular zu bestätigen
story-mail-got = hat die E-Mail „{ $mail }“ erhalten
story-hand-off-sent = Übergabe-Mail { $to ->
         [you] an Sie
         [owner] an die zuständige Person
         [manager] an die Leitung
       *[other] an { $to }
    } gesendet
story-escalated = { $to ->
         [you] an Sie
         [owner] an die zuständige Person
         [manager] an die Leitung
       *[other] an { $to }
    } eskaliert
story-reminder-sent = Erinnerung zum Nachfassen { $to ->
         [you] an Sie
         [owner] an die zuständige Person
         [manager] an die Leitung
       *[other] an { $to }
    } gesendet
story-call-sent = Anrufaufgabe { $to ->
         [you] an Sie
         [owner] an die zuständige Person
         [manager] an die Leitung
       *[other] an { $to }
    } gesendet
story-mail-sent-to = E-Mail „{ $mail }“ { $to ->
         [you] an Sie
         [owner] an die zuständige Person
         [manager] an die Leitung
       *[other] an { $to }
    } gesendet
story-mail-dropped = E-Mail „{ $mail }“ wurde nicht gesendet: { $reason }
story-mail-held = E-Mail „{ $mail }“ wartet: { $reason }
story-step = Schritt { $step } von { $sequence }
story-field-is = { $field } ist { $value }
story-webhook-called = Webhook aufgerufen (Schritt { $step } von { $sequence })
story-webhook-failed = Webhook fehlgeschlagen (Schritt { $step } von { $sequence }): { $why }
story-pictures-loaded = die Bilder von „{ $mail }“ wurden geladen
story-opened = hat „{ $mail }“ geöffnet
story-opened-by-bot = ein Bot hat „{ $mail }“ geöffnet: { $why }
story-link-followed = einem Link in „{ $mail }“ wurde gefolgt
story-link-followed-by-bot = ein Bot ist einem Link in „{ $mail }“ gefolgt: { $why }
story-clicked = hat in „{ $mail }“ geklickt: { $page }
story-no-click-pending = kein Klick in „{ $mail }“ war noch zu prüfen
story-links-scanned = ein Bot ist den Links in „{ $mail }“ gefolgt: { $why }
story-mail-wanted-again = hat Marketing-Mails wieder zugestimmt
story-mail-paused = hat Marketing-Mails pausiert
story-mail-paused-without = hat Marketing-Mails pausiert und wünscht keine E-Mails über: { $topics }
story-mail-all = wünscht alle Marketing-Mails
story-mail-without = wünscht keine E-Mails über: { $topics }
story-consent-confirmed = hat von der eigenen Adresse aus bestätigt, Marketing-Mails zu wünschen
story-unsubscribed = hat sich von Marketing-Mails abgemeldet
story-bounced = endgültiger Rückläufer: die Adresse nimmt keine E-Mails an
story-soft-bounced = vorübergehender Rückläufer: { $why }
story-delivered-again = nach einem vorübergehenden Rückläufer kam wieder eine E-Mail an
story-rejected-by-ses = SES hat eine E-Mail abgelehnt, die es angenommen hatte
story-rejected = der Server des Leads hat eine E-Mail wegen Größe oder Inhalt abgelehnt: { $why }
story-complained = Spam-Beschwerde über eine unserer E-Mails
story-suppressed = auf die Sperrliste gesetzt: { $reason }
story-address-added = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } die Adresse { $address } hinzugefügt
story-address-removed = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } die Adresse { $address } entfernt
story-merged = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead mit { $other } zusammengeführt
story-unmerged = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } die Zusammenführung mit { $other } zurückgenommen
story-follow-up-set = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den nächsten Schritt festgelegt: { $what }, { $when }
story-follow-up-done = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den nächsten Schritt erledigt
story-follow-up-missed = { $by ->
         [you] Sie haben das nicht rechtzeitig erledigt
         [nobody] niemand hat das rechtzeitig erledigt
       *[other] { $by } hat das nicht rechtzeitig erledigt
    }: { $what }
story-follow-up-unable = { $by ->
         [you] Sie konnten das nicht erledigen
         [nobody] niemand konnte das erledigen
       *[other] { $by } konnte das nicht erledigen
    } ({ $why }): { $what }
story-step-missing = war ohne nächsten Schritt
story-noted = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } eine Notiz geschrieben
story-mail-written = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } dem Lead eine E-Mail geschrieben
story-undone = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } etwas rückgängig gemacht
story-refused-before = { $asked }: schon von früher bekannt
story-refused = { $asked }; das wurde { $by ->
         [you] Ihnen
       *[other] { $by }
    } gesagt
story-sequence-started = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } die Sequenz { $sequence } gestartet
story-segment-in = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead in das Segment { $segment } aufgenommen
story-segment-out = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead aus dem Segment { $segment } genommen
story-not-bad = { $by ->
         [you] Sie haben
       *[other] { $by } hat
    } den Lead für brauchbar erklärt
story-departed = Was hinausging, ist hinaus: { $what }

story-changed = { $field } geändert durch { $by ->
         [form] ein Formular
         [list] eine Liste
       *[program] ein anderes Programm
    } { $at }, war { $other }
story-changed-away = { $field } entfernt durch { $by ->
         [form] ein Formular
         [list] eine Liste
       *[program] ein anderes Programm
    } { $at }, war { $other }
story-changed-kept = { $field } { $other } kam durch { $by ->
         [form] ein Formular
         [list] eine Liste
       *[program] ein anderes Programm
    } { $at }; { $value }, aus dem Team eingetragen, bleibt

story-ahead-tonight = heute Nacht wird ein nächster Schritt gesetzt: wählen Sie vorher einen
story-ahead-nothing = kein automatischer nächster Schritt
story-ahead-retention = Löscht sich selbst nach { $months } { $months ->
    [one] Monat
   *[other] Monaten
    } ohne Lebenszeichen
story-ahead-now = jetzt
story-ahead-mail = E-Mail „{ $mail }“ { $when }
story-ahead-hand-off = Übergabe-Mail an { $to ->
         [owner] die zuständige Person
       *[manager] die Leitung
    } { $when }
story-ahead-escalation = Eskalation an { $to ->
         [owner] die zuständige Person
       *[manager] die Leitung
    } { $when }
story-ahead-reminder = Erinnerung zum Nachfassen an { $to ->
         [owner] die zuständige Person
       *[manager] die Leitung
    } { $when }
story-ahead-call = Anrufaufgabe an { $to ->
         [owner] die zuständige Person
       *[manager] die Leitung
    } { $when }
story-ahead-mail-to = E-Mail „{ $mail }“ an { $to ->
         [owner] die zuständige Person
       *[manager] die Leitung
    } { $when }
story-ahead-webhook = Webhook-Aufruf { $when }
story-ahead-step = Schritt { $step } von { $sequence } { $when }
story-ahead-step-latest = Schritt { $step } von { $sequence } spätestens { $when }
story-ahead-call-task = Anrufaufgabe „{ $task }“ { $when }
story-ahead-to-sales = Übergabe an den Vertrieb { $when }
story-ahead-classify = Öffnungen und Klicks werden { $when } von denen der Bots unterschieden
story-ahead-follow-up = { $what }, { $when }
story-ahead-overdue = { $what }, überfällig seit { $since }: { $who ->
         [you] Sie hören
         [operator] wer das System betreibt, hört
       *[other] { $who } hört
    } an jedem Arbeitsmorgen davon
story-ahead-escalates = Eskalation an { $to ->
         [you] Sie
       *[other] { $to }
    }, wenn { $owner ->
         [you] Sie nicht bis { $by } annehmen
         [owner] die zuständige Person nicht bis { $by } annimmt
       *[other] { $owner } nicht bis { $by } annimmt
    }
story-ahead-late = zählt als verspätet, wenn { $owner ->
         [you] Sie nicht bis { $by } annehmen
         [owner] die zuständige Person nicht bis { $by } annimmt
       *[other] { $owner } nicht bis { $by } annimmt
    }

story-next-accept = Annehmen und anrufen
story-next-call = Anrufen
story-next-call-again = Erneut anrufen
story-next-follow-up = Nachfassen
story-next-answer = E-Mail beantworten
story-next-decide = Entscheiden, was als Nächstes kommt
story-why-no-address = Keine E-Mail-Adresse
story-why-suppressed = Die Adresse steht auf der Sperrliste
story-why-bounced = Die Adresse nimmt keine E-Mails an
story-why-complained = Unsere E-Mail wurde als Spam gemeldet
story-why-unsubscribed = Abgemeldet
story-why-stopped = Das Team hat die E-Mails beendet
story-why-no-consent = Keine Einwilligung in Marketing-Mails
story-why-no-calls = Der Lead wünscht keine Anrufe
story-why-no-mail = Der Lead wünscht keine E-Mails
story-why-topic = Der Lead wünscht keine E-Mails über „{ $what }“
story-why-agreed = Der Lead hat inzwischen zugestimmt
story-why-unsubscribed-after = Der Lead hat sich abgemeldet, nachdem das Feld angekreuzt war
story-why-other-consent = Es wurde nach einer anderen Einwilligung gefragt
story-why-takes-no-mail = Die Adresse empfängt keine E-Mails
story-why-owner-gone = Die zuständige Person steht nicht mehr in team.yaml
story-why-no-manager = team.yaml nennt keine Leitung
story-why-ticket = Ein Support-Ticket ist offen
story-why-paused = Die Sequenz { $what } ist pausiert
story-why-over = Die Sequenz { $what } ist zu Ende
story-why-too-long = Zu lange gewartet
story-why-other-address = Es betrifft eine andere Adresse als die jetzige des Leads
story-why-nothing-to-undo = Es gibt nichts rückgängig zu machen
story-why-has-it = { $what } hat den Lead schon
story-why-interested = Interessiert, laut Anruf der Liste „{ $what }“
story-why-nobody-else = Es gibt sonst niemanden für diesen Lead
story-why-takes-none = { $what } nimmt keine Leads an
story-why-accepted = Der Lead wurde inzwischen angenommen
story-why-nothing-to-do = Es war nichts zu tun
story-why-done = Das wurde inzwischen erledigt
story-why-not-bad = Der Lead war nicht als unbrauchbar markiert

# Tasks and deliveries
story-did = { $by ->
         [you] Sie haben es erledigt
       *[other] { $by } hat es erledigt
    }: { $what }
story-delivered = geliefert von { $supplier }, Lieferung { $delivery }: { $row }
story-ahead-task = Aufgabe „{ $task }“ { $when }

# Einwilligungen nach Zweck, und Bestätigungen, die niemand gab
story-consent-expired = hat die Adresse nicht rechtzeitig bestätigt: die Einwilligung ist verfallen
story-consent-given = hat auf der eigenen Einstellungsseite zugestimmt: { $purpose }
story-consent-withdrawn = hat die Einwilligung widerrufen: { $purpose }
story-ahead-unconfirmed = die Einwilligung in Marketing-Mails verfällt { $when }, wenn die Adresse bis dahin nicht bestätigt ist
story-why-unconfirmed = Niemand hat die Adresse bestätigt
story-why-withdrew-calls = Der Lead hat die Einwilligung in Anrufe widerrufen
story-why-confirmed = Es wurde inzwischen bestätigt

# Was ein Kanal von Slack oder Teams erfährt.
story-told-created = Neuer Lead: { $lead }
story-told-stage = { $lead } ist jetzt: { $to }
story-told-assigned = { $lead } gehört jetzt zu { $owner }
story-told-unassigned = { $lead } hat niemanden mehr
story-told-hot = { $lead } ist heiß
story-told-converted = { $lead } ist jetzt Kunde
story-told-unsubscribed = { $lead } möchte keine Werbemails mehr
story-told-open = Lead öffnen
