# Call lists
calls-nav = Calls
calls-title = Calls
calls-hint = You get one person at a time. Nobody else gets them while you have them, for half an hour.
calls-remain = { $count ->
        [0] Nobody remains.
        [one] One person remains.
       *[other] { $count } remain.
    }
calls-remain-or-more = { $count } or more remain.
calls-in-hands = In the hands of callers: { $count }.
calls-hours = Called { $hours }, by their own clocks.
calls-come-back = Who is not reached comes back.
calls-come = People come onto the list when they are imported, as call_lists.yaml says.
calls-next = Next person
calls-nobody-until = Nobody of “{ $list }” may be called now. The next: { $when }.
calls-nobody-left = Nobody of “{ $list }” is left to be called.
calls-for = It is for those who call a list: see callers in call_lists.yaml.
calls-incomplete = Please load the page again: it was not complete.
calls-no-longer = They are no longer in your hand: the time was over, and they were dealt out to somebody else, or they left the list. Nothing was logged.
calls-done = { $what }.
calls-nothing-logged = <strong>Nothing was logged.</strong> { $why }
calls-until = In your hand until { $until }
calls-promised = They asked to be called at this time.
calls-their-time = It is { $time } where they are.
calls-outcome = What came of it
calls-before = What happened before
calls-nothing-known = Nothing is known of them yet.
calls-everything = Everything about them
calls-first-try = The first of { $most } tries at the most.
calls-tries = { $made ->
        [one] Not reached once before; { $most } tries at the most.
       *[other] Not reached { $made } times before; { $most } tries at the most.
    }
calls-from-source = from { $source }
calls-become-yours = They become yours.
calls-go-on = They go to the salesperson whom routing.yaml says.
calls-no-answer = No answer
calls-interested = Interested
calls-call-back = Call back
calls-call-back-hint = By their own clocks, within { $hours }.
calls-not-interested = Not interested
calls-wrong-number = Wrong number
calls-no-calls = They asked not to be called
calls-no-calls-hint = Kept until they take it back themselves: nobody calls them again.
calls-choose-day = Choose the day of the call.
calls-within-a-year = Choose a day within a year.
calls-ahead = The call must lie ahead: choose a later time.
calls-not-then = They may not be called then: choose a time in { $hours }.
calls-holiday = Nobody is called on a holiday: choose another day.
calls-next-held = { $name } calls them by the list “{ $list }”
calls-next-due = a call by the list “{ $list }” from { $when } on

# On the manager's page
calls-lists = Call lists
calls-list = List
calls-column-remain = Remain
calls-column-in-hand = In hand
calls-column-calls = Calls, reached, interested
calls-or-more = { $count } or more
calls-held-until = { $name } until { $until }
calls-shares = { $calls }, { $share }% reached, { $interested } interested
calls-period = Calls of the last 30 days, counted four times a day.

# In the reports
calls-numbers-calls = List calls
calls-numbers-calls-definition = Calls of leads that stood on a call list, whether they were reached or not.
calls-numbers-reached = Reached by list
calls-numbers-reached-definition = Calls of leads on a call list in which somebody spoke with them.
calls-numbers-reached-share = Reached share
calls-numbers-reached-share-definition = Calls that reached the person, of all calls of leads on a call list.
calls-numbers-interested = Interested
calls-numbers-interested-definition = Leads that went to sales after somebody had spoken with them by a call list.
calls-numbers-by = Call list
calls-numbers-by-definition = The list of call_lists.yaml that the lead stood on when it was called.
