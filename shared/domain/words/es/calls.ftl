# Listas de llamadas
calls-nav = Llamadas
calls-title = Llamadas
calls-hint = Recibe una persona cada vez. Nadie más la recibe mientras la tiene, durante media hora.
calls-remain = { $count ->
        [0] No queda nadie.
        [one] Queda una persona.
       *[other] Quedan { $count }.
    }
calls-remain-or-more = Quedan { $count } o más.
calls-in-hands = En manos de quienes llaman: { $count }.
calls-hours = Se llama { $hours }, según su hora.
calls-come-back = Quien no contesta vuelve.
calls-come = Las personas entran en la lista al importarse, como dice call_lists.yaml.
calls-next = Siguiente persona
calls-nobody-until = A nadie de «{ $list }» se puede llamar ahora. El siguiente: { $when }.
calls-nobody-left = No queda nadie de «{ $list }» a quien llamar.
calls-for = Es para quienes llaman por una lista: vea callers en call_lists.yaml.
calls-incomplete = Cargue la página de nuevo: no estaba completa.
calls-no-longer = Ya no está en sus manos: se acabó el tiempo, y se dio a otra persona, o salió de la lista. No se ha anotado nada.
calls-done = { $what }.
calls-nothing-logged = <strong>No se ha anotado nada.</strong> { $why }
calls-until = En sus manos hasta { $until }
calls-promised = Pidieron que se les llamara a esta hora.
calls-their-time = Allí son las { $time }.
calls-outcome = Qué resultó
calls-before = Qué pasó antes
calls-nothing-known = Todavía no se sabe nada.
calls-everything = Todo sobre esta persona
calls-first-try = El primero de { $most } intentos como máximo.
calls-tries = { $made ->
        [one] No contestó una vez antes; { $most } intentos como máximo.
       *[other] No contestó { $made } veces antes; { $most } intentos como máximo.
    }
calls-from-source = de { $source }
calls-become-yours = Pasa a ser suya.
calls-go-on = Va al vendedor que dice routing.yaml.
calls-no-answer = Sin respuesta
calls-interested = Interesado
calls-call-back = Volver a llamar
calls-call-back-hint = Según su hora, dentro de { $hours }.
calls-not-interested = Sin interés
calls-wrong-number = Número equivocado
calls-no-calls = Pidieron que no se les llame
calls-no-calls-hint = Vale hasta que lo retiren ellos mismos: nadie les vuelve a llamar.
calls-choose-day = Elija el día de la llamada.
calls-within-a-year = Elija un día dentro de un año.
calls-ahead = La llamada debe estar por venir: elija una hora posterior.
calls-not-then = Entonces no se les puede llamar: elija una hora en { $hours }.
calls-holiday = En un día festivo no se llama a nadie: elija otro día.
calls-next-held = { $name } les llama por la lista «{ $list }»
calls-next-due = una llamada por la lista «{ $list }» a partir de { $when }

# En la página de dirección
calls-lists = Listas de llamadas
calls-list = Lista
calls-column-remain = Quedan
calls-column-in-hand = En manos
calls-column-calls = Llamadas, contestadas, interesados
calls-or-more = { $count } o más
calls-held-until = { $name } hasta { $until }
calls-shares = { $calls }, { $share } % contestadas, { $interested } interesados
calls-period = Llamadas de los últimos 30 días, contadas cuatro veces al día.

# En los informes
calls-numbers-calls = Llamadas de lista
calls-numbers-calls-definition = Llamadas de leads que estaban en una lista de llamadas, contestadas o no.
calls-numbers-reached = Contestadas por lista
calls-numbers-reached-definition = Llamadas de leads en una lista en las que alguien habló con ellos.
calls-numbers-reached-share = Proporción de contestadas
calls-numbers-reached-share-definition = Llamadas contestadas, de todas las llamadas de leads en una lista.
calls-numbers-interested = Interesados
calls-numbers-interested-definition = Leads que pasaron a ventas después de que alguien hablara con ellos por una lista.
calls-numbers-by = Lista de llamadas
calls-numbers-by-definition = La lista de call_lists.yaml en la que estaba el lead cuando se le llamó.
