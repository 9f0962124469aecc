# Enlaces en lo alto de las páginas, y lo que ninguna página muestra
desk-nav-worklist = Lista de trabajo
desk-nav-leads = Leads
desk-nav-add = Añadir un lead
desk-nav-team = Equipo
desk-nav-numbers = Cifras
desk-nav-away = Estoy ausente
desk-nav-all = Todos mis leads
desk-nothing-changed = No se ha cambiado nada
desk-nothing-changed-hint = No se ha cambiado nada.
desk-other-site = Llegó desde otro sitio. Use los botones de estas páginas.
desk-old-page = La página es anterior a su inicio de sesión, o no estaba completa. Cárguela de nuevo y pulse después.
desk-try-later = Ahora mismo no ha funcionado
desk-load-again = Cargue esta página de nuevo en un minuto.
desk-link-wrong = Este enlace no funciona
desk-link-wrong-hint = Quizá se cortó en el correo. El correo más reciente sobre este lead tiene otro.
desk-link-expired = Este enlace ha caducado
desk-link-left = La persona a la que se envió ya no está en el equipo.
desk-unreadable = No ha funcionado
desk-unreadable-hint = { $why } Cargue la página de nuevo y pulse allí el botón.
desk-session-over = Inicie sesión de nuevo
desk-session-over-hint = Su sesión ha terminado y no se ha cambiado nada. Inicie sesión en /desk y repítalo.
desk-not-for-you = Esta página no es para usted

# La lista de trabajo
desk-worklist-waiting = { $count ->
        [0] Nada le espera
        [one] Un lead le espera
       *[other] { $count } leads le esperan
    }
desk-worklist-whose = Lista de trabajo de { $name }.
desk-worklist-whose-urgent = Lista de trabajo de { $name }, lo más urgente primero.
desk-worklist-sections = Secciones
desk-worklist-empty = Un lead que se le entrega aparece aquí en segundos, y un correo se lo avisa. Mientras tanto:
desk-worklist-empty-leads = <a>Vea todos los leads</a> que puede ver: quizá uno merezca una llamada.
desk-worklist-empty-add = <a>Añada un lead</a>: una llamada a la oficina, una recomendación, una tarjeta de una feria.
desk-worklist-empty-away = <a>Diga cuándo está ausente</a>: los leads nuevos van entonces a otros.
desk-worklist-more = Estos son los más urgentes. <a>Todos sus leads</a>
desk-accept = Por aceptar
desk-accept-hint = Acepte lo que asume, o páselo a otra persona, antes de que venza el plazo.
desk-hot = Calientes y recientes
desk-hot-hint = Preguntaron hace poco, y nadie ha hablado con ellos.
desk-replied = Han respondido
desk-replied-hint = Han contestado y esperan respuesta.
desk-due = Seguimientos pendientes
desk-due-hint = Lo que dijo que haría, hoy o antes.
desk-back = Han vuelto
desk-back-hint = Los dejó aparte hasta ahora.
desk-update = Por actualizar
desk-update-hint = Nadie los ha tocado en 30 días, su correo rebota, o falta un nombre, una dirección o un número.
desk-planned = Planificados
desk-planned-hint = Nada que hacer hoy.
desk-untaken = Sin responsable
desk-untaken-hint = Acepte uno, y es suyo.

# Un lead en una lista
desk-heat-hot = caliente
desk-heat-warm = templado
desk-heat-cold = frío
desk-listed-from = de { $source }
desk-listed-next = { $when }: { $what }
desk-listed-nobody = sin responsable
desk-listed-call = Llamar
desk-listed-call-whom = Llamar { $number }, { $name }

# Todos los leads
desk-leads = Leads
desk-leads-search = Buscar
desk-leads-search-by = Correo, teléfono, empresa o nombre
desk-leads-filters = Filtros
desk-leads-filters-of = Filtros: { $chosen }
desk-leads-show = Mostrar
desk-leads-clear = Quitar los filtros
desk-leads-begin = Un lead empieza con un formulario de su sitio web, o con una lista importada.
desk-leads-begin-or-add = Un lead empieza con un formulario de su sitio web, con una lista importada, o a mano: <a>añada un lead</a>.
desk-leads-first = Desde el principio
desk-leads-further = Seguir buscando
desk-leads-more = Más
desk-leads-stage = Fase
desk-leads-any-stage = Cualquier fase
desk-leads-temperature = Temperatura
desk-leads-any = Cualquiera
desk-leads-owner = Responsable
desk-leads-anybody = Cualquiera
desk-leads-nobody = Nadie
desk-leads-source = Origen
desk-leads-any-source = Cualquier origen
desk-leads-campaign = Campaña
desk-leads-any-campaign = Cualquier campaña
desk-leads-segment = Segmento
desk-leads-any-segment = Cualquier segmento
desk-leads-asked = Preguntó
desk-leads-any-time = En cualquier momento
desk-leads-hot = Caliente
desk-leads-warm = Templado
desk-leads-cold = Frío
desk-leads-real-time = En los últimos 5 minutos
desk-leads-recent = En los últimos 4 días
desk-leads-aged = Hace más tiempo
desk-stage-suspect = Contacto: sin interés mostrado
desk-stage-lead = Lead nuevo
desk-stage-mql = Cualificado por marketing
desk-stage-pql = Cualificado por el uso del producto
desk-stage-sql = En curso
desk-stage-prospect = Cualificado
desk-stage-customer = Ganado
desk-stage-recycled = Seguir más tarde
desk-stage-disqualified = Descartado
desk-stage-lost = Perdido
desk-leads-found = { $count ->
        [0] No se ha encontrado a nadie.
        [one] Un lead encontrado.
       *[other] { $count } leads encontrados.
    }
desk-leads-found-more = Hay más: añada una palabra.
desk-leads-none = Ningún lead es así.
desk-leads-none-yet = Ninguno de { $looked } leads es así, y hay más.
desk-leads-none-further = Ninguno de otros { $looked } leads es así, y hay más.
desk-leads-count = { $count } leads.
desk-leads-count-further = Otros { $count } leads.
desk-leads-looked = { $count } de { $looked } leads vistos.
desk-leads-looked-further = { $count } de otros { $looked } leads vistos.

# Añadir un lead
desk-add = Añadir un lead
desk-add-added = Añadido.
desk-add-others = Anotado. Un colega tiene este lead, y lo lee allí.
desk-add-open = Abrir el lead
desk-add-next-card = La siguiente tarjeta del mismo evento:
desk-add-how = Cómo los conoce
desk-add-call = Han llamado
desk-add-tip = Una recomendación
desk-add-card = Una tarjeta de una feria
desk-add-tip-hint = Alguien dice que necesitan lo que vendemos; si lo quieren, nadie lo sabe. No reciben correos comerciales.
desk-add-hint = Rellene lo que sepa: basta un nombre, un número o una dirección.
desk-add-known = Ya los conocemos
desk-add-alike = ¿Es uno de estos?
desk-add-others-hint = Un colega tiene a alguien con esta dirección o número. Lo que añada se escribe en ese lead.
desk-add-known-hint = Alguien tiene esta dirección o número. Abra ese lead; o añada lo que tiene, y se escribe en él.
desk-add-to-known = Añadirlo a lo que sabemos
desk-add-somebody-else = Es otra persona: añadirla
desk-add-consent = Me han dicho que aceptan correos con consejos y novedades.
desk-add-who = ¿Quién se ocupa?
desk-add-me = Yo
desk-add-next = Quien siga en el turno
desk-add-nobody = Nadie todavía
desk-add-button = Añadir
desk-add-not-for-you = Puede ver leads, y no añadir ninguno.
desk-add-counts-once = Lo que ha añadido cuenta una vez.
desk-add-nothing = No se ha añadido nada
desk-add-erased = Se ha borrado mientras tanto. Abra la página de nuevo para añadir a alguien.
desk-add-event = Evento
desk-add-name = Nombre
desk-add-company = Empresa
desk-add-phone = Teléfono
desk-add-email = Correo electrónico
desk-add-title = Cargo
desk-add-referred-by = Quién dio la recomendación
desk-add-country = País
desk-add-no-country = No se sabe
desk-add-want = Qué quieren
desk-add-need = Qué necesitan
desk-add-talked = De qué hablaron

# La página de dirección
desk-team = Equipo
desk-team-for = Es para quien dirige el equipo.
desk-team-stays-so = Lo que se reasignó queda así.
desk-team-done = { $count ->
        [one] Un lead tiene nuevo responsable.
       *[other] { $count } leads tienen nuevo responsable.
    }
desk-team-mailed = Reciben un correo.
desk-team-left = No hubo tiempo para { $count } más: siguen elegidos abajo, pulse de nuevo.
desk-team-stays = <a>Un lead</a> se queda: { $why }.
desk-team-failed = ahora mismo no ha funcionado: inténtelo de nuevo
desk-team-gone = ya no existe
desk-team-others = ya lo tiene otra persona
desk-team-over = Fuera de plazo ahora
desk-team-on-time = Nadie va con retraso.
desk-team-on-time-running = { $count ->
        [one] Nadie va con retraso; un lead espera ser aceptado, a tiempo por ahora.
       *[other] Nadie va con retraso; { $count } leads esperan ser aceptados, a tiempo por ahora.
    }
desk-team-longest = El mayor retraso primero.
desk-team-running = { $count } más por aceptar, a tiempo por ahora.
desk-team-owner = Responsable
desk-team-lead = Lead
desk-team-what = Qué, y desde cuándo
desk-team-more-late = Y { $count } más: vea abajo quién va con retraso.
desk-team-unowned = { $count ->
        [one] <a>Un lead no tiene a nadie</a>: déselo a alguien.
       *[other] <a>{ $count } leads no tienen a nadie</a>: déselos a alguien.
    }
desk-team-people = Personas
desk-team-no-leads = no recibe leads
desk-team-no-mail = el correo no les llega
desk-team-open = { $open } abiertos
desk-team-open-of = { $open } abiertos de { $most }
desk-team-or-more = { $open } o más
desk-team-late = { $count } con retraso
desk-team-leads = Leads
desk-team-reassign = Reasignar
desk-team-from = Leads de { $name } a otros
desk-team-from-none = { $name } no tiene leads abiertos.
desk-team-most-urgent = Los { $count } más urgentes; los otros vienen cuando estos se reasignen.
desk-team-to = Quién los recibe
desk-team-choose = Elegir
desk-team-why = Por qué
desk-team-choose-leads = Elija primero los leads.
desk-team-choose-who = Elija quién los recibe.
desk-team-choose-listed = Elija a alguien de la lista.
desk-team-unable = { $name } no puede recibirlos: { $why }.
desk-team-why-refused = El motivo no se puede guardar: { $why }.
desk-team-write-why = Escriba por qué: el nuevo responsable lo lee en el correo.
desk-team-rows = Filas y secuencias
desk-team-sources = Orígenes y campañas
desk-team-sources-hint = Filas malas y duplicados por origen: qué reclamar a un proveedor.
desk-team-nurture = Secuencias y sus correos
desk-team-nurture-hint = Quién está en una secuencia, quién lee, quién se da de baja, quién pidió un vendedor.

# Ausencias
desk-away = Estoy ausente
desk-away-saved = Guardado.
desk-away-available = Está disponible y recibe leads.
desk-away-returned = <strong>El correo a { $address } fue devuelto.</strong> Los leads nuevos van a otros hasta que vuelva a llegar allí un correo, o quien lleva este sistema diga que funciona.
desk-away-you = Está { $absence }.
desk-away-back = He vuelto
desk-away-here = Al final estoy { $days }
desk-away-other-days = Ausente otros días
desk-away-hint = Del primer día al último, los leads nuevos van a otros, y también un lead suyo que vuelva a pedir un vendedor.
desk-away-first = Primer día
desk-away-last = Último día
desk-away-no-button = No existe ese botón. Cargue esta página de nuevo.
desk-away-choose-first = Elija el primer día de ausencia.
desk-away-choose-last = Elija el último día de ausencia.
desk-away-order = El último día es anterior al primero.
desk-away-over = Ese día ya pasó: elija hoy o un día por venir.
desk-away-too-far = Elija un día dentro de dos años.
desk-away-moved = Diga en el escritorio que está ausente
desk-away-moved-hint = Este enlace ha caducado, y un correo por sí solo ya no dice que alguien está ausente: cualquiera a quien se reenviara podría. Inicie sesión una vez, y dígalo allí.

# Un enlace caducado
desk-fresh-sent = Mire su correo
desk-fresh-sent-hint = Si aún puede ver el lead, un enlace nuevo va camino de su dirección. Puede tardar un minuto; nadie recibe más de cinco de estos correos por hora.
desk-fresh-sent-desk = También encuentra todos sus leads en <a>el escritorio</a>.
desk-fresh-hint = Los enlaces de los correos sobre leads funcionan 30 días. Con gusto enviamos uno nuevo a la dirección que recibió este.
desk-fresh-button = Envíenme un enlace nuevo
desk-fresh-log-in = O <a>inicie sesión</a>: todos sus leads están allí.
desk-fresh-program = Haga POST a esta dirección, y se envía un enlace nuevo a la persona de quien era.
desk-fresh-again = Pulse el botón de nuevo en un minuto.

# Lo que no se puede añadir
desk-add-known-by = Escriba un nombre, una empresa, un correo o un número: algo por lo que reconocerlos.
desk-add-write-event = Escriba el evento donde recibió la tarjeta.
desk-add-choose-taker = Elija quién se ocupa.

# Posts that are kept aside as spam
desk-suspects = Apartados
desk-suspects-hint =
    Estos envíos de sus formularios parecen spam, o nadie puede confirmar quién escribió estos correos. No se envió correo a nadie, no se puntuó nada y no se creó ni cambió ningún lead. Libere lo que sea real: se hace entonces todo lo que su llegada habría hecho, con la hora del envío como hora de la petición, y el plazo de la entrega cuenta desde ahora. Lo que nadie decide se elimina tras { $days ->
        [one] un día
       *[other] { $days } días
    }.
desk-suspects-empty = No hay nada apartado. Los envíos que parecen spam y los correos cuyo autor nadie puede confirmar esperan aquí a que alguien los libere.
desk-suspects-share =
    En los últimos 30 días se { $aside ->
        [one] apartó un envío
       *[other] apartaron { $aside } envíos
    }: { $released } liberados, { $condemned } reconocidos como spam.
desk-suspects-release = Liberar
desk-suspects-condemn = Es spam
desk-suspects-condemn-all = Todo en esta página es spam
desk-suspects-more = Más antiguos
desk-suspects-decided = Decididos en los últimos días
desk-suspects-released-by = liberado por { $name }, { $when }
desk-suspects-condemned-by = spam, según { $name }, { $when }
desk-suspects-done-released =
    { $count ->
        [one] Un envío liberado.
       *[other] { $count } envíos liberados.
    }
desk-suspects-done-condemned =
    { $count ->
        [one] Un envío marcado como spam.
       *[other] { $count } envíos marcados como spam.
    }
desk-suspects-left =
    { $count ->
        [one] Un envío quedó
       *[other] { $count } envíos quedaron
    } sin hacer: pulse otra vez.
desk-suspects-gone =
    { $count ->
        [one] Sobre un envío
       *[other] Sobre { $count } envíos
    } ya decidió otra persona, o caducó.
desk-suspects-choose = Elija primero los envíos.
desk-suspects-for = Esta página es para dirección, marketing y administración.
desk-suspects-points = { $points } puntos
desk-suspects-link = Envíos y correos apartados
desk-suspects-posted = { $form }, { $when }

# Signs of spam
desk-sign-trap = Se rellenó un campo que nadie ve
desk-sign-too-fast =
    Enviado { $seconds ->
        [one] un segundo
       *[other] { $seconds } segundos
    } después de mostrar el formulario
desk-sign-links =
    { $count ->
        [one] Un enlace
       *[other] { $count } enlaces
    } en el mensaje
desk-sign-markup = HTML o BBCode en un texto
desk-sign-link-in-line = Un enlace en el campo { $field }
desk-sign-gibberish = Letras al azar en el campo { $field }
desk-sign-repetition = Lo mismo una y otra vez
desk-sign-same-text = El mismo texto en { $count } campos
desk-sign-disposable = Una dirección desechable
desk-sign-role = La dirección de un servicio, no de una persona
desk-sign-no-mailbox = SES no conoce ese buzón
desk-sign-random-address = SES considera que la dirección son letras al azar
desk-sign-network = { $count } envíos desde la misma red en una hora
desk-sign-captcha-solved = El captcha se resolvió
desk-sign-captcha-failed = El captcha no se resolvió
desk-sign-captcha-reused = El captcha se resolvió para otro envío
desk-sign-captcha-missing = El captcha no se comprobó: el envío no lo trae, como sin JavaScript
desk-sign-captcha-stale = El captcha no se comprobó: había caducado o ya se había comprobado
desk-sign-captcha-no-answer = El captcha no se comprobó: el proveedor no respondió
desk-sign-captcha-setup = El captcha no se comprobó: el proveedor no acepta nuestras claves
desk-sign-known = La dirección es de un lead conocido
desk-sign-in-hand = La dirección es de un lead en manos de ventas
desk-sign-mail-not-checked = SES no comprobó este correo
desk-sign-mail-unproven = Nada demuestra que lo escribió su remitente
desk-sign-mail-spam = SES considera este correo spam
desk-sign-mail-virus = SES no garantiza que este correo no tenga virus

# Lists that are uploaded and imported.
desk-nav-lists = Listas
desk-lists = Listas
desk-lists-hint = Suba una lista de leads: CSV de cualquier tipo o un libro de Excel (.xlsx), de { $most } MB como máximo. No se importa nada antes de que haya visto qué pasaría. Las listas de proveedores y las más grandes las importa el comando leadwright import.
desk-lists-source = Origen
desk-lists-source-hint = Qué es la lista, como «feria»: el origen de sus leads. Una lista del mismo origen con las mismas filas cuenta una vez.
desk-lists-file = Archivo
desk-lists-upload = Subir
desk-lists-no-file = Elija un archivo.
desk-lists-no-source = Diga en una línea cuál es el origen de los leads. Elija también el archivo otra vez.
desk-lists-wrong-campaign = Una campaña es una línea de 100 caracteres como máximo.
desk-lists-too-large = El archivo tiene más de { $most } MB. Divídalo o hágalo importar con el comando leadwright import. No se cambió nada.
desk-lists-uploads = Subidas
desk-lists-uploaded-by = subida por { $name }, { $when }
desk-lists-imports = Importaciones
desk-lists-rows-of = { $when }: { $done } de { $rows } filas
desk-lists-undone = deshecha
desk-lists-checking = Se está revisando
desk-lists-checking-hint = Todavía no se importó nada.
desk-lists-checked = Se puede importar
desk-lists-refused = No se puede importar como está
desk-lists-importing = Se está importando
desk-lists-imported = Está importada
desk-lists-load = Cargar de nuevo
desk-lists-progress = { $done } de { $rows } filas están en camino. Sigue sin esta página.
desk-lists-done = { $rows } filas, { $when }.
desk-lists-undo = Para deshacerla, quien administra el sistema escribe:
desk-lists-known = La misma lista ya se importó: importada otra vez, no cambia nada.
desk-lists-changed = No se cambió nada: alguien pulsó un botón antes que usted. Así está ahora.
desk-lists-found = Lo que se entendió
desk-lists-would = Se pueden importar { $rows } filas: { $new } leads nuevos, { $known } conocidos; { $repeated } filas son de un lead de una fila anterior.
desk-lists-consent = Consentimiento: { $yes } sí, { $no } no, { $other } sin entender, que no cuentan como consentimiento. Una lista nunca quita un «no» que dijo una persona.
desk-lists-as-text = { $field }: { $count } celdas no se pueden leer como lo que pide el campo y se guardan como texto.
desk-lists-rejected = Filas que se dejan fuera: { $count }
desk-lists-rejected-file = Las filas que se dejan fuera, en CSV: repárelas ahí y suba ese archivo
desk-lists-rejected-part = Tiene las primeras { $count }.
desk-lists-line = Línea { $line }:
desk-lists-columns = Qué significa cada columna
desk-lists-left-out = se deja fuera
desk-lists-order = Fechas como 01-02-2026
desk-lists-order-found = como muestran todas las fechas de la lista
desk-lists-order-day = primero el día
desk-lists-order-month = primero el mes
desk-lists-yes = Palabras que significan sí en una columna de consentimiento, además de sí, true y x, separadas por comas; DATE para cualquier fecha
desk-lists-campaign = Campaña de las filas que no nombran ninguna
desk-lists-starts = Estas personas son nuevas ahora: quien aceptó correos entra en las secuencias que empiezan con este origen
desk-lists-check = Revisar otra vez
desk-lists-import = Importar { $rows } filas
desk-lists-import-hint = Lo que cambie aquí se revisa primero: ve qué pasaría y después importa.
desk-lists-all = Todas las listas
desk-exports = Exportar leads y actividades
desk-exports-hint = Un archivo con todos los leads, o con todo lo que les ocurrió. Contiene datos personales de todos: guárdelo como tal y bórrelo cuando lo haya usado. Aquí se borra después de { $days } días. El número de teléfono no aparece si el lead pidió que no se le llame.
desk-exports-of = Contenido
desk-exports-leads = Leads: una fila por lead
desk-exports-activities = Actividades: una fila por cada cosa que ocurrió
desk-exports-format = Formato
desk-exports-csv = CSV, para una hoja de cálculo
desk-exports-json-lines = Líneas JSON, para un programa
desk-exports-ask = Escribir el archivo
desk-exports-files = Archivos
desk-exports-none = No hay ningún archivo. El que se pide está aquí al cabo de un minuto; cien mil leads tardan algunos minutos.
desk-exports-writing = Escribiéndose: { $rows } filas hasta ahora. Continúa también sin esta página.
desk-exports-written = { $rows } filas, { $size } KB, hasta { $when }
desk-exports-unreadable = { $count } filas de la tabla no se pudieron leer y faltan: leadwright audit las nombra.
desk-exports-asked-by = pedido por { $name }, { $when }
desk-exports-for = Esta página es para administración.
