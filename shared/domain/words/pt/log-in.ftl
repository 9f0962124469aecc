# Início de sessão pelo fornecedor de identidade de team.yaml. $provider é o seu nome, como Google.
log-in-with = Iniciar sessão com { $provider }
log-in-or-by-mail = Ou por e-mail:
log-in-by-mail = Iniciar sessão por e-mail
log-in-other-account = Usar outra conta
log-in-not-by-mail = Sem início de sessão por e-mail
log-in-not-by-mail-hint = Aqui inicia-se sessão com { $provider }: abra /desk.
log-in-attempt-over = Este início de sessão terminou
log-in-attempt-over-hint = Um início de sessão com { $provider } funciona uma só vez, durante dez minutos, no navegador onde começou. Comece de novo.
log-in-failed = Não tem sessão iniciada
log-in-declined-hint = { $provider } devolveu o pedido sem iniciar sessão.
log-in-token-hint = A resposta de { $provider } não pôde ser aceite para iniciar sessão. Comece de novo. Se o problema persistir, avise quem gere este desk.
log-in-outage = Isso não funcionou agora
log-in-outage-hint = Não foi possível confirmar a identidade junto de { $provider }. Tente de novo dentro de um minuto. Se o problema persistir, avise quem gere este desk.
log-in-unverified = O endereço não está verificado
log-in-unverified-hint = { $provider } não confirma que o endereço de e-mail desta conta é seu. Verifique-o lá, ou use outra conta.
log-in-stranger = Esta conta não dá acesso ao desk
log-in-stranger-hint = { $provider } confirma a conta, mas o desk não conhece ninguém com este endereço de e-mail. Use outra conta, ou fale com quem gere este desk.

# Iniciar sessão por e-mail
log-in = Iniciar sessão
log-in-logged-out = A sua sessão terminou.
log-in-hint = Enviamos-lhe uma ligação e um código. Cada um funciona uma vez, durante dez minutos.
log-in-address = O seu endereço de e-mail
log-in-mail-me = Enviem-me uma ligação
log-in-mail-another = Enviem-me outra ligação
log-in-look = Veja o seu e-mail
log-in-look-hint = Se <strong><bdi>{ $address }</bdi></strong> está na equipa, um e-mail vai a caminho. Prima a ligação, ou escreva aqui o código.
log-in-code = O código, seis algarismos
log-in-no-mail = Nenhum e-mail após um minuto? Veja a pasta de spam, e <a>verifique o endereço</a>: uma pessoa recebe cinco destes e-mails por hora.
log-in-as = Iniciar sessão como { $name }?
log-in-as-hint = A ligação funciona uma vez. Num computador que outros usam, termine a sessão no fim.
log-in-over = Esta ligação já não funciona
log-in-over-hint = Uma ligação para iniciar sessão funciona uma vez, durante dez minutos. Enviamos-lhe outra com gosto.
log-in-over-once = Uma ligação para iniciar sessão funciona uma vez, durante dez minutos.
log-in-write-address = Escreva o seu endereço de e-mail, como ana@acme.example.
log-in-wrong-code = Este código não está certo, ou o seu tempo acabou. Após cinco errados nenhum é aceite: use então a ligação.
log-in-too-many = Demasiadas tentativas
log-in-too-many-hint = Houve demasiadas tentativas a partir da sua rede. Espere uma hora.
log-in-again-in-a-minute = Tente de novo daqui a um minuto.

# Terminar a sessão
log-in-out = Terminar a sessão
log-in-out-hint = Tem sessão iniciada com { $address }, como { $role }. Após doze horas sem uso a sessão termina sozinha.
log-in-still = A sua sessão continua iniciada.
