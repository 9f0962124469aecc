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
