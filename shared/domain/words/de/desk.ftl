# Die Verweise oben auf den Seiten, und was keine Seite zeigt
desk-nav-worklist = Arbeitsliste
desk-nav-leads = Leads
desk-nav-add = Lead anlegen
desk-nav-team = Team
desk-nav-numbers = Zahlen
desk-nav-away = Ich bin abwesend
desk-nav-all = Alle meine Leads
desk-nothing-changed = Es wurde nichts geändert
desk-nothing-changed-hint = Es wurde nichts geändert.
desk-other-site = Es kam von einer anderen Website. Bitte benutzen Sie die Knöpfe dieser Seiten.
desk-old-page = Die Seite ist älter als Ihre Anmeldung oder war nicht vollständig. Laden Sie sie neu, und drücken Sie dann.
desk-try-later = Das ging gerade nicht
desk-load-again = Bitte laden Sie diese Seite in einer Minute neu.
desk-link-wrong = Dieser Link funktioniert nicht
desk-link-wrong-hint = Vielleicht wurde er in der Mail abgeschnitten. Die neueste Mail zu diesem Lead hat einen anderen.
desk-link-expired = Dieser Link ist abgelaufen
desk-link-left = Wer ihn bekommen hat, ist nicht mehr im Team.
desk-unreadable = Das ging nicht
desk-unreadable-hint = { $why } Bitte laden Sie die Seite neu, und drücken Sie dort den Knopf.
desk-session-over = Bitte melden Sie sich neu an
desk-session-over-hint = Ihre Sitzung ist vorbei, und es wurde nichts geändert. Melden Sie sich unter /desk an, und wiederholen Sie es.
desk-not-for-you = Diese Seite ist nicht für Sie

# Die Arbeitsliste
desk-worklist-waiting = { $count ->
        [0] Nichts wartet auf Sie
        [one] Ein Lead wartet auf Sie
       *[other] { $count } Leads warten auf Sie
    }
desk-worklist-whose = Arbeitsliste von { $name }.
desk-worklist-whose-urgent = Arbeitsliste von { $name }, das Dringendste zuerst.
desk-worklist-sections = Abschnitte
desk-worklist-empty = Ein Lead, der Ihnen übergeben wird, steht in Sekunden hier, und eine Mail sagt es Ihnen. Bis dahin:
desk-worklist-empty-leads = <a>Sehen Sie alle Leads an</a>, die Sie sehen dürfen: vielleicht ist einer einen Anruf wert.
desk-worklist-empty-add = <a>Legen Sie einen Lead an</a>: ein Anruf im Büro, ein Tipp, eine Karte von der Messe.
desk-worklist-empty-away = <a>Sagen Sie, wann Sie abwesend sind</a>: neue Leads gehen dann an andere.
desk-worklist-more = Das sind die dringendsten. <a>Alle Ihre Leads</a>
desk-accept = Anzunehmen
desk-accept-hint = Nehmen Sie an, was Sie übernehmen, oder geben Sie es weiter, bevor die Zeit um ist.
desk-hot = Heiß und frisch
desk-hot-hint = Sie haben vor Kurzem angefragt, und niemand hat mit ihnen gesprochen.
desk-replied = Haben geantwortet
desk-replied-hint = Sie haben zurückgeschrieben und warten auf Antwort.
desk-due = Fälliges Nachfassen
desk-due-hint = Was Sie tun wollten, heute oder früher.
desk-back = Zurückgekommen
desk-back-hint = Sie hatten sie bis jetzt zurückgestellt.
desk-update = Zu aktualisieren
desk-update-hint = 30 Tage hat sie niemand bearbeitet, ihre Mail kommt zurück, oder es fehlt ein Name, eine Adresse oder eine Nummer.
desk-planned = Geplant
desk-planned-hint = Heute ist nichts zu tun.
desk-untaken = Niemand hat sie
desk-untaken-hint = Nehmen Sie einen an, und er gehört Ihnen.

# Ein Lead in einer Liste
desk-heat-hot = heiß
desk-heat-warm = warm
desk-heat-cold = kalt
desk-listed-from = aus { $source }
desk-listed-next = { $when }: { $what }
desk-listed-nobody = ohne Zuständigen
desk-listed-call = Anrufen
desk-listed-call-whom = Anrufen { $number }, { $name }

# Alle Leads
desk-leads = Leads
desk-leads-search = Suchen
desk-leads-search-by = Mail, Telefon, Firma oder Name
desk-leads-filters = Filter
desk-leads-filters-of = Filter: { $chosen }
desk-leads-show = Zeigen
desk-leads-clear = Filter aufheben
desk-leads-begin = Ein Lead beginnt mit einem Formular Ihrer Website oder einer importierten Liste.
desk-leads-begin-or-add = Ein Lead beginnt mit einem Formular Ihrer Website, einer importierten Liste oder von Hand: <a>Lead anlegen</a>.
desk-leads-first = Von vorn
desk-leads-further = Weitersuchen
desk-leads-more = Mehr
desk-leads-stage = Phase
desk-leads-any-stage = Jede Phase
desk-leads-temperature = Temperatur
desk-leads-any = Jede
desk-leads-owner = Zuständig
desk-leads-anybody = Alle
desk-leads-nobody = Niemand
desk-leads-source = Quelle
desk-leads-any-source = Jede Quelle
desk-leads-campaign = Kampagne
desk-leads-any-campaign = Jede Kampagne
desk-leads-segment = Segment
desk-leads-any-segment = Jedes Segment
desk-leads-asked = Angefragt
desk-leads-any-time = Irgendwann
desk-leads-hot = Heiß
desk-leads-warm = Warm
desk-leads-cold = Kalt
desk-leads-real-time = In den letzten 5 Minuten
desk-leads-recent = In den letzten 4 Tagen
desk-leads-aged = Länger her
desk-stage-suspect = Kontakt: kein Interesse gezeigt
desk-stage-lead = Neuer Lead
desk-stage-mql = Vom Marketing qualifiziert
desk-stage-pql = Durch Nutzung des Produkts qualifiziert
desk-stage-sql = In Arbeit
desk-stage-prospect = Qualifiziert
desk-stage-customer = Gewonnen
desk-stage-recycled = Später nachfassen
desk-stage-disqualified = Disqualifiziert
desk-stage-lost = Verloren
desk-leads-found = { $count ->
        [0] Niemand gefunden.
        [one] Ein Lead gefunden.
       *[other] { $count } Leads gefunden.
    }
desk-leads-found-more = Es gibt mehr: fügen Sie ein Wort hinzu.
desk-leads-none = Kein Lead ist so.
desk-leads-none-yet = Keiner von { $looked } Leads ist so, und es gibt mehr.
desk-leads-none-further = Keiner von { $looked } weiteren Leads ist so, und es gibt mehr.
desk-leads-count = { $count } Leads.
desk-leads-count-further = { $count } weitere Leads.
desk-leads-looked = { $count } von { $looked } angesehenen Leads.
desk-leads-looked-further = { $count } von { $looked } weiteren angesehenen Leads.

# Einen Lead anlegen
desk-add = Lead anlegen
desk-add-added = Angelegt.
desk-add-others = Notiert. Ein Kollege hat diesen Lead und liest es dort.
desk-add-open = Lead öffnen
desk-add-next-card = Die nächste Karte derselben Veranstaltung:
desk-add-how = Woher Sie sie kennen
desk-add-call = Sie haben angerufen
desk-add-tip = Ein Tipp
desk-add-card = Eine Karte von der Messe
desk-add-tip-hint = Jemand sagt, dass sie brauchen, was wir verkaufen; ob sie es wollen, weiß niemand. Sie bekommen keine Werbemail.
desk-add-hint = Tragen Sie ein, was Sie wissen: ein Name, eine Nummer oder eine Adresse genügt.
desk-add-known = Wir kennen sie schon
desk-add-alike = Ist es einer von diesen?
desk-add-others-hint = Ein Kollege hat jemanden mit dieser Adresse oder Nummer. Was Sie eintragen, kommt zu jenem Lead.
desk-add-known-hint = Jemand hat diese Adresse oder Nummer. Öffnen Sie jenen Lead; oder tragen Sie ein, was Sie haben, und es kommt dazu.
desk-add-to-known = Zu dem hinzufügen, was wir wissen
desk-add-somebody-else = Es ist jemand anders: anlegen
desk-add-consent = Sie haben mir gesagt, dass sie Mails mit Tipps und Neuigkeiten wollen.
desk-add-who = Wer kümmert sich um sie?
desk-add-me = Ich
desk-add-next = Wer als Nächstes an der Reihe ist
desk-add-nobody = Noch niemand
desk-add-button = Anlegen
desk-add-not-for-you = Sie dürfen Leads ansehen und keine anlegen.
desk-add-counts-once = Was Sie angelegt haben, zählt einmal.
desk-add-nothing = Es wurde nichts angelegt
desk-add-erased = Er wurde inzwischen gelöscht. Öffnen Sie die Seite neu, um jemanden anzulegen.
desk-add-event = Veranstaltung
desk-add-name = Name
desk-add-company = Firma
desk-add-phone = Telefon
desk-add-email = E-Mail
desk-add-title = Position
desk-add-referred-by = Wer den Tipp gab
desk-add-country = Land
desk-add-no-country = Nicht bekannt
desk-add-want = Was sie wollen
desk-add-need = Was sie brauchen
desk-add-talked = Worüber Sie gesprochen haben

# Die Seite der Leitung
desk-team = Team
desk-team-for = Sie ist für die Leitung des Teams.
desk-team-stays-so = Was neu zugeteilt wurde, bleibt so.
desk-team-done = { $count ->
        [one] Ein Lead ist neu zugeteilt.
       *[other] { $count } Leads sind neu zugeteilt.
    }
desk-team-mailed = Sie bekommen eine Mail.
desk-team-left = Für { $count } weitere reichte die Zeit nicht: sie sind unten noch gewählt, drücken Sie noch einmal.
desk-team-stays = <a>Ein Lead</a> bleibt: { $why }.
desk-team-failed = es ging gerade nicht: versuchen Sie es noch einmal
desk-team-gone = er ist nicht mehr da
desk-team-others = inzwischen hat ihn jemand anders
desk-team-over = Jetzt über der Zeit
desk-team-on-time = Niemand ist zu spät.
desk-team-on-time-running = { $count ->
        [one] Niemand ist zu spät; ein Lead ist anzunehmen, bisher rechtzeitig.
       *[other] Niemand ist zu spät; { $count } Leads sind anzunehmen, bisher rechtzeitig.
    }
desk-team-longest = Das am längsten Überfällige zuerst.
desk-team-running = { $count } weitere anzunehmen, bisher rechtzeitig.
desk-team-owner = Zuständig
desk-team-lead = Lead
desk-team-what = Was, und seit wann
desk-team-more-late = Und { $count } weitere: unten steht, wer zu spät ist.
desk-team-unowned = { $count ->
        [one] <a>Ein Lead hat niemanden</a>: geben Sie ihn jemandem.
       *[other] <a>{ $count } Leads haben niemanden</a>: geben Sie sie jemandem.
    }
desk-team-people = Personen
desk-team-no-leads = nimmt keine Leads
desk-team-no-mail = Mail erreicht sie nicht
desk-team-open = { $open } offen
desk-team-open-of = { $open } offen von { $most }
desk-team-or-more = { $open } oder mehr
desk-team-late = { $count } zu spät
desk-team-leads = Leads
desk-team-reassign = Neu zuteilen
desk-team-from = Leads von { $name } an andere
desk-team-from-none = { $name } hat keine offenen Leads.
desk-team-most-urgent = Die dringendsten { $count }; die anderen kommen, wenn diese zugeteilt sind.
desk-team-to = Wer sie bekommt
desk-team-choose = Wählen
desk-team-why = Warum
desk-team-choose-leads = Wählen Sie zuerst die Leads.
desk-team-choose-who = Wählen Sie, wer sie bekommt.
desk-team-choose-listed = Wählen Sie jemanden aus der Liste.
desk-team-unable = { $name } kann sie nicht nehmen: { $why }.
desk-team-why-refused = Der Grund lässt sich nicht speichern: { $why }.
desk-team-write-why = Schreiben Sie, warum: der neue Zuständige liest es in der Mail.
desk-team-rows = Zeilen und Sequenzen
desk-team-sources = Quellen und Kampagnen
desk-team-sources-hint = Schlechte Zeilen und Dubletten nach Quelle: was bei einem Lieferanten zu reklamieren ist.
desk-team-nurture = Sequenzen und ihre Mails
desk-team-nurture-hint = Wer in einer Sequenz ist, wer liest, wer sich abmeldet, wer einen Verkäufer wollte.

# Abwesenheiten
desk-away = Ich bin abwesend
desk-away-saved = Gespeichert.
desk-away-available = Sie sind verfügbar und bekommen Leads.
desk-away-returned = <strong>Mail an { $address } kam zurück.</strong> Neue Leads gehen an andere, bis dort wieder eine Mail ankommt oder der Betreiber sagt, dass es geht.
desk-away-you = Sie sind { $absence }.
desk-away-back = Ich bin wieder da
desk-away-here = Ich bin { $days } doch da
desk-away-other-days = An anderen Tagen abwesend
desk-away-hint = Vom ersten bis zum letzten Tag gehen neue Leads an andere, und ebenso ein Lead von Ihnen, der wieder nach einem Verkäufer fragt.
desk-away-first = Erster Tag
desk-away-last = Letzter Tag
desk-away-no-button = Diesen Knopf gibt es nicht. Bitte laden Sie die Seite neu.
desk-away-choose-first = Wählen Sie den ersten Tag der Abwesenheit.
desk-away-choose-last = Wählen Sie den letzten Tag der Abwesenheit.
desk-away-order = Der letzte Tag liegt vor dem ersten.
desk-away-over = Dieser Tag ist vorbei: wählen Sie heute oder einen späteren.
desk-away-too-far = Wählen Sie einen Tag innerhalb von zwei Jahren.
desk-away-moved = Melden Sie Ihre Abwesenheit am Desk
desk-away-moved-hint = Dieser Link ist abgelaufen, und eine Mail allein meldet niemanden mehr ab: jeder, an den sie weitergeleitet wurde, könnte es. Melden Sie sich einmal an, und sagen Sie es dort.

# Ein abgelaufener Link
desk-fresh-sent = Sehen Sie in Ihre Mail
desk-fresh-sent-hint = Wenn Sie den Lead noch sehen dürfen, ist ein neuer Link unterwegs zu Ihnen. Es kann eine Minute dauern; niemand bekommt mehr als fünf dieser Mails in der Stunde.
desk-fresh-sent-desk = Alle Ihre Leads finden Sie auch <a>am Desk</a>.
desk-fresh-hint = Die Links in Mails zu Leads gelten 30 Tage. Wir schicken gern einen neuen an die Adresse, die diesen bekam.
desk-fresh-button = Neuen Link schicken
desk-fresh-log-in = Oder <a>melden Sie sich an</a>: alle Ihre Leads sind dort.
desk-fresh-program = Schicken Sie einen POST an diese Adresse, und die Person, deren Link es war, bekommt einen neuen.
desk-fresh-again = Bitte drücken Sie den Knopf in einer Minute noch einmal.

# Was sich nicht anlegen lässt
desk-add-known-by = Schreiben Sie einen Namen, eine Firma, eine Mailadresse oder eine Nummer: etwas, woran man sie erkennt.
desk-add-write-event = Schreiben Sie die Veranstaltung, auf der Sie die Karte bekamen.
desk-add-choose-taker = Wählen Sie, wer sich kümmert.

# Posts that are kept aside as spam
desk-suspects = Beiseitegelegt
desk-suspects-hint =
    Diese Eingänge Ihrer Formulare sehen nach Spam aus, oder niemand kann bestätigen, wer diese Mails schrieb. Niemand hat Post bekommen, nichts wurde bewertet, kein Lead angelegt oder geändert. Geben Sie frei, was echt ist: Dann geschieht alles, was beim Eingang geschehen wäre, mit der Zeit des Eingangs als Zeit der Anfrage; die Frist der Übergabe läuft ab jetzt. Worüber niemand entscheidet, wird nach { $days ->
        [one] einem Tag
       *[other] { $days } Tagen
    } gelöscht.
desk-suspects-empty = Nichts ist beiseitegelegt. Eingänge, die nach Spam aussehen, und Mails, deren Absender niemand bestätigen kann, warten hier, bis jemand sie freigibt.
desk-suspects-share =
    In den letzten 30 Tagen { $aside ->
        [one] wurde ein Eingang
       *[other] wurden { $aside } Eingänge
    } beiseitegelegt: { $released } freigegeben, { $condemned } als Spam erkannt.
desk-suspects-release = Freigeben
desk-suspects-condemn = Das ist Spam
desk-suspects-condemn-all = Alles auf dieser Seite ist Spam
desk-suspects-more = Ältere
desk-suspects-decided = In den letzten Tagen entschieden
desk-suspects-released-by = freigegeben von { $name }, { $when }
desk-suspects-condemned-by = Spam, sagt { $name }, { $when }
desk-suspects-done-released =
    { $count ->
        [one] Ein Eingang ist freigegeben.
       *[other] { $count } Eingänge sind freigegeben.
    }
desk-suspects-done-condemned =
    { $count ->
        [one] Ein Eingang ist als Spam markiert.
       *[other] { $count } Eingänge sind als Spam markiert.
    }
desk-suspects-left =
    { $count ->
        [one] Ein Eingang blieb
       *[other] { $count } Eingänge blieben
    } unerledigt: Bitte drücken Sie noch einmal.
desk-suspects-gone =
    { $count ->
        [one] Über einen Eingang
       *[other] Über { $count } Eingänge
    } hat jemand anderes entschieden, oder die Frist ist abgelaufen.
desk-suspects-choose = Wählen Sie zuerst die Eingänge.
desk-suspects-for = Diese Seite ist für Leitung, Marketing und Administration.
desk-suspects-points = { $points } Punkte
desk-suspects-link = Beiseitegelegte Eingänge und Mails
desk-suspects-posted = { $form }, { $when }

# Signs of spam
desk-sign-trap = Ein Feld wurde ausgefüllt, das kein Mensch sieht
desk-sign-too-fast =
    { $seconds ->
        [one] Eine Sekunde
       *[other] { $seconds } Sekunden
    } nach dem Anzeigen des Formulars gesendet
desk-sign-links =
    { $count ->
        [one] Ein Link
       *[other] { $count } Links
    } in der Nachricht
desk-sign-markup = HTML oder BBCode in einem Text
desk-sign-link-in-line = Ein Link im Feld { $field }
desk-sign-gibberish = Zufällige Buchstaben im Feld { $field }
desk-sign-repetition = Immer wieder dasselbe
desk-sign-same-text = Derselbe Text in { $count } Feldern
desk-sign-disposable = Eine Wegwerfadresse
desk-sign-role = Die Adresse einer Stelle, nicht einer Person
desk-sign-no-mailbox = SES kennt dieses Postfach nicht
desk-sign-random-address = SES hält die Adresse für zufällige Buchstaben
desk-sign-network = { $count } Eingänge aus demselben Netz innerhalb einer Stunde
desk-sign-captcha-solved = Das Captcha wurde gelöst
desk-sign-captcha-failed = Das Captcha wurde nicht gelöst
desk-sign-captcha-reused = Das Captcha wurde für einen anderen Eingang gelöst
desk-sign-captcha-missing = Das Captcha wurde nicht geprüft: Es fehlt, wie ohne JavaScript
desk-sign-captcha-stale = Das Captcha wurde nicht geprüft: Es war abgelaufen oder schon geprüft
desk-sign-captcha-no-answer = Das Captcha wurde nicht geprüft: Der Anbieter hat nicht geantwortet
desk-sign-captcha-setup = Das Captcha wurde nicht geprüft: Der Anbieter nimmt unsere Schlüssel nicht an
desk-sign-known = Die Adresse gehört einem bekannten Lead
desk-sign-in-hand = Die Adresse gehört einem Lead beim Vertrieb
desk-sign-mail-not-checked = SES hat diese E-Mail nicht geprüft
desk-sign-mail-unproven = Nichts beweist, dass der Absender sie geschrieben hat
desk-sign-mail-spam = SES hält diese E-Mail für Spam
desk-sign-mail-virus = SES bürgt nicht dafür, dass diese E-Mail kein Virus hat

# Lists that are uploaded and imported.
desk-nav-lists = Listen
desk-lists = Listen
desk-lists-hint = Laden Sie eine Liste von Leads hoch: CSV jeder Art oder eine Excel-Arbeitsmappe (.xlsx), höchstens { $most } MB. Nichts wird importiert, bevor Sie gesehen haben, was geschehen würde. Listen von Lieferanten und größere Listen importiert der Befehl leadwright import.
desk-lists-source = Quelle
desk-lists-source-hint = Was die Liste ist, etwa „Messe“: die Quelle ihrer Leads. Eine Liste derselben Quelle mit denselben Zeilen zählt einmal.
desk-lists-file = Datei
desk-lists-upload = Hochladen
desk-lists-no-file = Wählen Sie eine Datei.
desk-lists-no-source = Sagen Sie in einer Zeile, was die Quelle der Leads ist. Wählen Sie auch die Datei noch einmal.
desk-lists-wrong-campaign = Eine Kampagne ist eine Zeile von höchstens 100 Zeichen.
desk-lists-too-large = Die Datei ist größer als { $most } MB. Teilen Sie sie, oder lassen Sie sie mit dem Befehl leadwright import importieren. Nichts wurde geändert.
desk-lists-uploads = Hochgeladen
desk-lists-uploaded-by = hochgeladen von { $name }, { $when }
desk-lists-imports = Importe
desk-lists-rows-of = { $when }: { $done } von { $rows } Zeilen
desk-lists-undone = rückgängig gemacht
desk-lists-checking = Sie wird geprüft
desk-lists-checking-hint = Noch ist nichts importiert.
desk-lists-checked = Sie kann importiert werden
desk-lists-refused = So kann sie nicht importiert werden
desk-lists-importing = Sie wird importiert
desk-lists-imported = Sie ist importiert
desk-lists-load = Neu laden
desk-lists-progress = { $done } von { $rows } Zeilen sind unterwegs. Es geht auch ohne diese Seite weiter.
desk-lists-done = { $rows } Zeilen, { $when }.
desk-lists-undo = Um es rückgängig zu machen, gibt der Betreiber des Systems ein:
desk-lists-known = Dieselbe Liste wurde schon importiert: Noch einmal importiert ändert sie nichts.
desk-lists-changed = Nichts wurde geändert: Jemand hat vor Ihnen einen Knopf gedrückt. So ist der Stand jetzt.
desk-lists-found = Was verstanden wurde
desk-lists-would = { $rows } Zeilen können importiert werden: { $new } neue Leads, { $known } bekannte; { $repeated } Zeilen betreffen einen Lead einer früheren Zeile.
desk-lists-consent = Einwilligung: { $yes } ja, { $no } nein, { $other } nicht verstanden, was nicht als Einwilligung zählt. Eine Liste hebt nie ein „Nein“ auf, das jemand gesagt hat.
desk-lists-as-text = { $field }: { $count } Zellen sind nicht lesbar als das, was das Feld verlangt, und bleiben als Text erhalten.
desk-lists-rejected = Zeilen, die ausgelassen werden: { $count }
desk-lists-rejected-file = Die ausgelassenen Zeilen als CSV: Reparieren Sie sie dort, und laden Sie diese Datei hoch
desk-lists-rejected-part = Sie hat die ersten { $count }.
desk-lists-line = Zeile { $line }:
desk-lists-columns = Was jede Spalte bedeutet
desk-lists-left-out = ausgelassen
desk-lists-order = Daten wie 01-02-2026
desk-lists-order-found = wie alle Daten der Liste es zeigen
desk-lists-order-day = zuerst der Tag
desk-lists-order-month = zuerst der Monat
desk-lists-yes = Wörter, die in einer Spalte der Einwilligung ja heißen, außer ja, true und x, mit Kommas dazwischen; DATE für jedes Datum
desk-lists-campaign = Kampagne der Zeilen, die keine nennen
desk-lists-starts = Diese Personen sind jetzt neu: Wer Mails zugestimmt hat, kommt in die Sequenzen, die mit dieser Quelle beginnen
desk-lists-check = Noch einmal prüfen
desk-lists-import = { $rows } Zeilen importieren
desk-lists-import-hint = Was Sie hier ändern, wird zuerst geprüft: Sie sehen, was geschehen würde, dann importieren Sie.
desk-lists-all = Alle Listen
desk-exports = Leads und Aktivitäten exportieren
desk-exports-hint = Eine Datei mit allen Leads, oder mit allem, was mit ihnen geschah. Sie enthält personenbezogene Daten aller: Bewahren Sie sie entsprechend auf, und löschen Sie sie, wenn sie verwendet ist. Hier wird sie nach { $days } Tagen gelöscht. Eine Telefonnummer fehlt, wo der Lead nicht angerufen werden möchte.
desk-exports-of = Inhalt
desk-exports-leads = Leads: eine Zeile je Lead
desk-exports-activities = Aktivitäten: eine Zeile für alles, was geschah
desk-exports-format = Format
desk-exports-csv = CSV, für eine Tabellenkalkulation
desk-exports-json-lines = JSON-Zeilen, für ein Programm
desk-exports-ask = Datei schreiben
desk-exports-files = Dateien
desk-exports-none = Es gibt keine Datei. Eine angeforderte ist nach etwa einer Minute hier; hunderttausend Leads dauern einige Minuten.
desk-exports-writing = Wird geschrieben: bisher { $rows } Zeilen. Es geht auch ohne diese Seite weiter.
desk-exports-written = { $rows } Zeilen, { $size } KB, bis { $when }
desk-exports-unreadable = { $count } Zeilen der Tabelle waren nicht lesbar und fehlen: leadwright audit nennt sie.
desk-exports-asked-by = angefordert von { $name }, { $when }
desk-exports-for = Diese Seite ist für die Administration.
