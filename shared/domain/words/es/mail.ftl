mail-wants-yours = ahora es suyo
mail-wants-product = usa el producto
mail-wants-event = asistió a un evento
mail-wants-ready = está listo para usted
mail-still-open = Sigue abierto: { $wish }
mail-given-routing = La asignación automática
mail-given-left = su responsable ha dejado el equipo
mail-given-sequence = La secuencia { $sequence }

mail-due-overdue = Atrasado
mail-due-own = Para hacer hoy
mail-due-until = Recibirá este correo cada mañana laborable hasta que alguien actúe: abra un lead y registre lo que se hizo, o reasígnelo.
mail-due-no-manager = Recibe este correo porque team.yaml no indica ningún jefe del equipo presente. Avise a alguien del equipo: llegará cada mañana laborable hasta que alguien actúe.
mail-due-own-then = Abra un lead y registre lo que hizo: después elija qué viene a continuación.
mail-due-subject-own-one = Hoy: { $lead } ({ $what })
mail-due-subject-own = Hoy: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }
mail-due-subject-one = Atrasado: { $lead } ({ $what })
mail-due-subject = Atrasados: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }
mail-due-subject-both = Atrasados: { $count ->
         [one] 1 lead
       *[other] { $count } leads
    }; para usted hoy: { $own ->
         [one] 1 lead
       *[other] { $own } leads
    }
mail-due-since = pendiente desde { $when }
mail-due-nobody = sin responsable
mail-due-more = y { $count } más

mail-hello = Hola, { $name }:
mail-log-in-subject = Acceso al escritorio de { $company }
mail-log-in = Entrar
mail-log-in-code = O escriba este código donde pidió este correo: **{ $code }**
mail-log-in-once = Cada uno funciona una vez, hasta las { $until }. Si no lo pidió usted, no haga nada: sin este correo nadie entra.
mail-fresh-subject = Un nuevo enlace a su lead, de { $company }
mail-fresh-here = aquí tiene un nuevo enlace al lead cuyo enlace antiguo abrió a las { $time }:
mail-fresh-open = Abrir el lead
mail-fresh-all = Todos sus leads: { $address }

mail-notice-at = { $day } a las { $time }
mail-notice-what-to-do = Qué hacer
mail-brake-subject = Los correos de marketing se han detenido: { $headline }
mail-brake-stopped = Todos los correos de marketing de { $company } se han detenido automáticamente, y también los correos a visitantes: agradecimientos, descargas y confirmaciones. { $why }.
mail-brake-since = Se detuvieron el { $since }, antes de que Amazon SES detenga la cuenta: SES revisa una cuenta con un 5 % de rebotes definitivos o un 0,1 % de quejas de spam, y la suspende con un 10 % o un 0,5 %. Los correos pendientes esperan: los de marketing hasta que los reanude, los de visitantes durante { $longest }, y después se descartan. Las entregas y todos los demás correos al equipo se siguen enviando.
mail-brake-see = Vea los rebotes y las quejas: `{ $command }`
mail-brake-find = Averigüe de dónde vinieron esas direcciones. Casi siempre es una lista: comprada, antigua, o un formulario que rellenan robots. Detenga lo que las trae.
mail-brake-suppress = Añada a la lista de supresión las direcciones que sabe que no existen: `{ $command }`
mail-brake-resume = Reanude todos los correos: `{ $command }`
mail-brake-after = Después la cuenta empieza de nuevo. Los límites están en sending.yaml, en `brake` y `visitors`.
mail-mailbox-subject = Los correos no llegan a { $name }
mail-mailbox-came-back = Un correo a { $name } ({ $address }) del { $since } fue devuelto definitivamente: { $why }. { $first } no se entera de nuevos leads ni de nada de lo que enviamos.
mail-mailbox-then = Los nuevos leads se asignan a compañeros, mientras alguno pueda recibirlos. Los leads de { $first } se quedan donde están: lo que no se acepte a tiempo se escala al jefe del equipo. Los recordatorios de llamadas prometidas van al jefe del equipo.
mail-mailbox-tell = Avise a { $first } por otra vía y reasigne lo urgente. Quien gestiona el sistema también ha recibido este aviso y puede indicar cuándo vuelven a llegar los correos.
mail-mailbox-check = Compruebe que el buzón existe y que la dirección de team.yaml es correcta. Una nueva dirección vale a partir del siguiente despliegue.
mail-mailbox-ses = Puede que SES haya añadido la dirección a su propia lista de supresión: `{ $command }`
mail-mailbox-reassign = Reasigne los leads que esperan: `{ $command }`
mail-mailbox-works = Indique que los correos vuelven a llegar: `{ $command }`. También termina con el primer correo que llegue.
