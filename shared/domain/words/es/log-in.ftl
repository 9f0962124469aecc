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
