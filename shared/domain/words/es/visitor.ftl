# Las páginas de un formulario
visitor-choose = Elija
visitor-look-below = Falta algo o no está del todo bien. Mire lo que está marcado abajo.
visitor-not-right = Algunos campos no están bien
visitor-not-right-hint = Faltan campos o no están bien: `errors` dice cuáles, y qué escribir.
visitor-not-taken = No hemos podido recibirlo ahora. Inténtelo de nuevo en un minuto.
visitor-try-again = Inténtelo de nuevo
visitor-unreadable = No hemos podido leerlo
visitor-no-form = No existe ese formulario
visitor-no-form-hint = Aquí no hay ningún formulario { $name }. Quizá la dirección esté cortada o mal escrita.

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

# Against robots
visitor-trap = Deje este campo vacío
visitor-captcha-noscript = Sin JavaScript no se puede comprobar que no es un robot. Envíe el formulario de todos modos: puede que alguien lo revise antes.
