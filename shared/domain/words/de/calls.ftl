# Anruflisten
calls-nav = Anrufe
calls-title = Anrufe
calls-hint = Sie bekommen eine Person nach der anderen. Niemand sonst bekommt sie, solange Sie sie haben, eine halbe Stunde lang.
calls-remain = { $count ->
        [0] Es ist niemand mehr übrig.
        [one] Eine Person ist übrig.
       *[other] { $count } sind übrig.
    }
calls-remain-or-more = { $count } oder mehr sind übrig.
calls-in-hands = In den Händen von Anrufern: { $count }.
calls-hours = Angerufen wird { $hours }, nach ihrer Uhrzeit.
calls-come-back = Wer nicht erreicht wird, kommt wieder.
calls-come = Personen kommen auf die Liste, wenn sie importiert werden, wie call_lists.yaml es sagt.
calls-next = Nächste Person
calls-nobody-until = Niemand von „{ $list }“ darf jetzt angerufen werden. Der Nächste: { $when }.
calls-nobody-left = Von „{ $list }“ ist niemand mehr anzurufen.
calls-for = Sie ist für die, die eine Liste anrufen: siehe callers in call_lists.yaml.
calls-incomplete = Bitte laden Sie die Seite neu: sie war nicht vollständig.
calls-no-longer = Sie haben sie nicht mehr: die Zeit war um, und sie ging an jemand anderen, oder sie ist nicht mehr auf der Liste. Es wurde nichts festgehalten.
calls-done = { $what }.
calls-nothing-logged = <strong>Es wurde nichts festgehalten.</strong> { $why }
calls-until = Bei Ihnen bis { $until }
calls-promised = Sie wollten um diese Zeit angerufen werden.
calls-their-time = Bei ihnen ist es { $time }.
calls-outcome = Was daraus wurde
calls-before = Was vorher geschah
calls-nothing-known = Es ist noch nichts bekannt.
calls-everything = Alles über sie
calls-first-try = Der erste von höchstens { $most } Versuchen.
calls-tries = { $made ->
        [one] Einmal nicht erreicht; höchstens { $most } Versuche.
       *[other] { $made } Mal nicht erreicht; höchstens { $most } Versuche.
    }
calls-from-source = aus { $source }
calls-become-yours = Der Lead wird Ihnen zugeteilt.
calls-go-on = Sie gehen an den Verkäufer, den routing.yaml nennt.
calls-no-answer = Keine Antwort
calls-interested = Interessiert
calls-call-back = Zurückrufen
calls-call-back-hint = Nach ihrer Uhrzeit, innerhalb von { $hours }.
calls-not-interested = Kein Interesse
calls-wrong-number = Falsche Nummer
calls-no-calls = Sie wollen nicht angerufen werden
calls-no-calls-hint = Gilt, bis sie es selbst zurücknehmen: niemand ruft sie wieder an.
calls-choose-day = Wählen Sie den Tag des Anrufs.
calls-within-a-year = Wählen Sie einen Tag innerhalb eines Jahres.
calls-ahead = Der Anruf muss in der Zukunft liegen: wählen Sie eine spätere Zeit.
calls-not-then = Dann dürfen sie nicht angerufen werden: wählen Sie eine Zeit in { $hours }.
calls-holiday = An einem Feiertag wird niemand angerufen: Wählen Sie einen anderen Tag.
calls-next-held = { $name } ruft sie nach der Liste „{ $list }“ an
calls-next-due = ein Anruf nach der Liste „{ $list }“ ab { $when }

# Auf der Seite der Leitung
calls-lists = Anruflisten
calls-list = Liste
calls-column-remain = Übrig
calls-column-in-hand = In Arbeit
calls-column-calls = Anrufe, erreicht, interessiert
calls-or-more = { $count } oder mehr
calls-held-until = { $name } bis { $until }
calls-shares = { $calls }, { $share } % erreicht, { $interested } interessiert
calls-period = Anrufe der letzten 30 Tage, viermal am Tag gezählt.

# In den Berichten
calls-numbers-calls = Listenanrufe
calls-numbers-calls-definition = Anrufe von Leads, die auf einer Anrufliste standen, erreicht oder nicht.
calls-numbers-reached = Über Listen erreicht
calls-numbers-reached-definition = Anrufe von Leads auf einer Anrufliste, bei denen jemand mit ihnen sprach.
calls-numbers-reached-share = Anteil der erreichten
calls-numbers-reached-share-definition = Anrufe, die die Person erreichten, von allen Anrufen von Leads auf einer Anrufliste.
calls-numbers-interested = Interessiert
calls-numbers-interested-definition = Leads, die zum Vertrieb gingen, nachdem jemand über eine Anrufliste mit ihnen gesprochen hatte.
calls-numbers-by = Anrufliste
calls-numbers-by-definition = Die Liste aus call_lists.yaml, auf der der Lead beim Anruf stand.
