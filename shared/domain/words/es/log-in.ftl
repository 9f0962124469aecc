# Inicio de sesión con el proveedor de identidad de team.yaml. $provider es su nombre, como Google.
log-in-with = Iniciar sesión con { $provider }
log-in-or-by-mail = O por correo:
log-in-by-mail = Iniciar sesión por correo
log-in-other-account = Usar otra cuenta
log-in-not-by-mail = Sin inicio de sesión por correo
log-in-not-by-mail-hint = Aquí se inicia sesión con { $provider }: abra /desk.
log-in-attempt-over = Este inicio de sesión ha terminado
log-in-attempt-over-hint = Un inicio de sesión con { $provider } sirve una sola vez, durante diez minutos, en el navegador donde empezó. Empiece de nuevo.
log-in-failed = No ha iniciado sesión
log-in-declined-hint = { $provider } le ha devuelto sin iniciar sesión.
log-in-token-hint = La respuesta de { $provider } no se pudo aceptar como inicio de sesión. Empiece de nuevo. Si el problema continúa, avise a quien administra este desk.
log-in-outage = Eso no ha funcionado ahora
log-in-outage-hint = No se pudo consultar a { $provider } quién es usted. Inténtelo de nuevo en un minuto. Si el problema continúa, avise a quien administra este desk.
log-in-unverified = Su dirección no está verificada
log-in-unverified-hint = { $provider } no confirma que la dirección de correo de esta cuenta sea suya. Verifíquela allí, o use otra cuenta.
log-in-stranger = Esta cuenta no abre el desk
log-in-stranger-hint = { $provider } le conoce, pero el desk no conoce a nadie con la dirección de correo de esta cuenta. Use otra cuenta, o pregunte a quien administra este desk.

# Iniciar sesión por correo
log-in = Iniciar sesión
log-in-logged-out = Su sesión está cerrada.
log-in-hint = Le enviamos un enlace y un código. Cada uno funciona una vez, durante diez minutos.
log-in-address = Su dirección de correo
log-in-mail-me = Envíenme un enlace
log-in-mail-another = Envíenme otro enlace
log-in-look = Mire su correo
log-in-look-hint = Si <strong><bdi>{ $address }</bdi></strong> está en el equipo, un correo va en camino. Pulse su enlace, o escriba aquí su código.
log-in-code = El código, seis cifras
log-in-no-mail = ¿Ningún correo tras un minuto? Mire la carpeta de spam, y <a>compruebe la dirección</a>: una persona recibe cinco de estos correos por hora.
log-in-as = ¿Iniciar sesión como { $name }?
log-in-as-hint = El enlace funciona una vez. En un ordenador que usan otros, cierre la sesión al terminar.
log-in-over = Este enlace ya no funciona
log-in-over-hint = Un enlace para iniciar sesión funciona una vez, durante diez minutos. Con gusto le enviamos otro.
log-in-over-once = Un enlace para iniciar sesión funciona una vez, durante diez minutos.
log-in-write-address = Escriba su dirección de correo, como ana@acme.example.
log-in-wrong-code = Este código no es correcto, o se acabó su tiempo. Después de cinco equivocados no se acepta ninguno: use entonces el enlace.
log-in-too-many = Demasiados intentos
log-in-too-many-hint = Hubo demasiados intentos desde su red. Espere una hora.
log-in-again-in-a-minute = Inténtelo de nuevo en un minuto.

# Cerrar la sesión
log-in-out = Cerrar la sesión
log-in-out-hint = Ha iniciado sesión con { $address }, como { $role }. Tras doce horas sin uso la sesión se cierra sola.
log-in-still = Su sesión sigue abierta.
