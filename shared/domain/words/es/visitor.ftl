# Las páginas de un formulario
visitor-choose = Elija
visitor-look-below = Falta algo o no está del todo bien. Mire lo que está marcado abajo.
visitor-not-right = Algunos campos no están bien
visitor-not-right-hint = Faltan campos o no están bien: `errors` dice cuáles, y qué escribir.
visitor-not-taken = No hemos podido recibirlo ahora. Inténtelo de nuevo en un minuto.
visitor-try-again = Inténtelo de nuevo
visitor-unreadable = No hemos podido leerlo
visitor-body-type = Envíe un formulario como application/x-www-form-urlencoded, multipart/form-data, text/plain o application/json.
visitor-body-large = Un envío puede tener { $limit } KB como máximo.
visitor-body-many = Un envío puede tener { $limit } campos como máximo.
visitor-body-bytes = El envío no es texto en { $encoding }: envíelo en UTF-8, o declare su codificación, como en «Content-Type: application/x-www-form-urlencoded; charset=ISO-8859-1».
visitor-body-encoding = El envío declara una codificación en la que no se leen formularios: envíelo en UTF-8.
visitor-body-json = Esto no es un objeto JSON con campos: { $why }
visitor-body-lines = Esto no es JSON ni líneas como «name=value».
visitor-body-multipart = Esto no es un formulario en partes, o se cortó: cada parte tiene un nombre, y la última línea es el separador seguido de «--».
visitor-body-headers = Una parte de este envío tiene un nombre más largo o más cabeceras de los que tiene un formulario.
visitor-body-nested = Una parte de este envío está codificada o tiene partes a su vez: envíe cada campo tal como es, en una parte propia.
visitor-body-key = Una Idempotency-Key tiene de 1 a 128 caracteres visibles.
visitor-no-form = No existe ese formulario
visitor-no-form-hint = Aquí no hay ningún formulario { $name }. Quizá la dirección esté cortada o mal escrita.
visitor-other-site = Este formulario no es para ese sitio
visitor-other-site-hint = El formulario no acepta envíos de { $origin }. Rellénelo en nuestro propio sitio, por favor.
visitor-no-site-hint = El formulario no acepta envíos que no indican de qué sitio vienen. Rellénelo en nuestro propio sitio, por favor.
visitor-page-of-site = Una visita de página indica la dirección de la página que se abrió, del sitio que la envía.

# Enlaces de los correos
visitor-link-wrong = Este enlace no funciona
visitor-link-wrong-hint = Quizá se cortó en el correo. Use el enlace al final de uno de nuestros correos.
visitor-failed = No ha funcionado
visitor-unreadable-hint = { $why } Abra de nuevo el enlace del correo y pulse allí el botón.
visitor-nothing-changed = No se ha cambiado nada
visitor-try-later = Ahora mismo no ha funcionado
visitor-load-again = Cargue esta página de nuevo en un minuto. No se ha cambiado nada.
visitor-unknown = Ya no le conocemos
visitor-unknown-hint = No recibe correo nuestro.

# Darse de baja
visitor-unsubscribe = Darse de baja
visitor-no-more = ¿No más correo nuestro?
visitor-no-more-hint = Pulse el botón, y no le enviamos más consejos ni ofertas. A lo que usted pida, seguimos contestando.
visitor-only-less = ¿Solo quiere menos? Elija lo que recibe
visitor-unsubscribed = Se ha dado de baja
visitor-already = No recibe consejos ni ofertas nuestras: no hay nada más que hacer. A lo que usted pida, seguimos contestando.
visitor-changed-mind = ¿Ha cambiado de idea? Elija lo que recibe
visitor-is-done = No le enviamos más consejos ni ofertas. Si ahora mismo hay un correo en camino, es el último.
visitor-again-in-a-minute = Inténtelo de nuevo en un minuto.
visitor-post-again = Envíelo de nuevo en un minuto.

# Confirmar un consentimiento
visitor-mail = Correo nuestro
visitor-was-it-you = ¿Fue usted?
visitor-was-it-you-hint = El { $day }, alguien marcó una casilla en nuestro sitio web con su dirección. Nuestro correo a usted había terminado antes, por eso preguntamos.
visitor-yes-send = Sí, envíenmelo
visitor-not-me = Si no fue usted, cierre esta página. Entonces nada cambia.
visitor-confirmed = Recibe nuestro correo
visitor-confirmed-hint = Está confirmado. Puede cambiar de idea en cualquier momento: cada correo tiene un enlace para ello al final.
visitor-choose-what = Elija lo que recibe
visitor-withdrawn = Se dio de baja después de que se pidiera este correo, o nos dijeron que paráramos, así que su enlace ya no hace nada. No recibe consejos ni ofertas nuestras.
visitor-closed = No le enviamos correo
visitor-closed-hint = Ya no enviamos correo a su dirección. Si es un error, escriba a <a>{ $address }</a>.
visitor-expired = Este enlace ha caducado
visitor-expired-hint = Funciona siete días, y uno más nuevo ocupa su lugar. No se ha cambiado nada: no recibe correo por él. Si quiere nuestro correo, rellene otra vez el formulario de nuestro sitio web.

# Elegir lo que se recibe
visitor-what-you-get = Lo que recibe de nosotros
visitor-mail-to = Correos comerciales a { $address }
visitor-saved = Guardado.
visitor-on = Recibe lo que está marcado aquí.
visitor-paused = No recibe correos comerciales hasta el { $day }. Después se reanudan solos.
visitor-off = No recibe correos comerciales nuestros. A lo que usted pida, seguimos contestando.
visitor-some-again = ¿Le gustaría recibir algo de nuevo?
visitor-yes-these = Sí, envíenme estos
visitor-send-me = Envíenme
visitor-save = Guardar
visitor-pause = Pausar un mes
visitor-resume = Terminar la pausa ahora
visitor-stop-all = Darse de baja de todos los correos comerciales
visitor-you-asked-calls = Pidió que no le llamaran.
visitor-you-asked-mail = Pidió no recibir correo.
visitor-you-asked-letters = Pidió no recibir cartas.
visitor-you-asked-messages = Pidió no recibir mensajes.
visitor-may-call = Pueden llamarme de nuevo
visitor-may-write = Pueden escribirme de nuevo
visitor-may-send-letters = Pueden enviarme cartas de nuevo
visitor-may-text = Pueden enviarme mensajes de nuevo
visitor-press-one = Pulse uno de los botones.
visitor-tick = Marque lo que quiere recibir.

# Consentimientos de un formulario, y lo que la persona dice de ellos después
visitor-privacy = Cómo protegemos sus datos
visitor-look-in-mailbox = Gracias. Mire en su buzón: si su dirección aún no está confirmada, un correo le pide que la confirme con un clic. Hasta entonces no le enviamos nada más.
visitor-was-it-you-first = El { $day }, alguien introdujo su dirección en nuestro sitio web y marcó esta casilla. Preguntamos para que nadie pueda hacerlo en su nombre.
visitor-also-waits = Desde entonces su dirección se introdujo también en otros formularios. Un clic los confirma todos:
visitor-agreements = Lo que aceptó
visitor-agreed-on = Aceptó el { $day }.
visitor-agreed-mail-on = Aceptó nuestro correo el { $day }.
visitor-withdrew-on = Lo retiró el { $day }.
visitor-withdraw-phone = No me llamen con ofertas
visitor-give-phone = Pueden llamarme con ofertas
visitor-withdraw-measuring = No midan lo que abro y visito
visitor-give-measuring = Pueden medir lo que abro y visito

# Against robots
visitor-trap = Deje este campo vacío
visitor-captcha-noscript = Sin JavaScript no se puede comprobar que no es un robot. Envíe el formulario de todos modos: puede que alguien lo revise antes.
