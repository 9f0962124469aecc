# As páginas de um formulário
visitor-choose = Escolha
visitor-look-below = Falta algo ou não está bem. Veja o que está assinalado abaixo.
visitor-not-right = Alguns campos não estão certos
visitor-not-right-hint = Faltam campos ou não estão certos: `errors` diz quais, e o que escrever.
visitor-not-taken = Não foi possível receber isso agora. Tente de novo daqui a um minuto.
visitor-try-again = Tente de novo
visitor-unreadable = Não foi possível ler isso
visitor-body-type = Envie um formulário como application/x-www-form-urlencoded, multipart/form-data, text/plain ou application/json.
visitor-body-large = Um envio pode ter no máximo { $limit } KB.
visitor-body-many = Um envio pode ter no máximo { $limit } campos.
visitor-body-bytes = O envio não é texto em { $encoding }: envie-o em UTF-8, ou declare a codificação, como em “Content-Type: application/x-www-form-urlencoded; charset=ISO-8859-1”.
visitor-body-encoding = O envio declara uma codificação em que os formulários não são lidos: envie-o em UTF-8.
visitor-body-json = Isto não é um objeto JSON com campos: { $why }
visitor-body-lines = Isto não é JSON nem linhas como “name=value”.
visitor-body-multipart = Isto não é um formulário em partes, ou foi cortado: cada parte tem um nome, e a última linha é o separador seguido de “--”.
visitor-body-headers = Uma parte deste envio tem um nome mais longo ou mais cabeçalhos do que um formulário tem.
visitor-body-nested = Uma parte deste envio está codificada ou tem ela própria partes: envie cada campo tal como é, numa parte própria.
visitor-body-key = Uma Idempotency-Key tem de 1 a 128 caracteres visíveis.
visitor-no-form = Esse formulário não existe
visitor-no-form-hint = Não há aqui nenhum formulário { $name }. Talvez o endereço tenha sido cortado ou mal escrito.
visitor-other-site = Este formulário não se destina a esse site
visitor-other-site-hint = O formulário não aceita envios de { $origin }. É favor preenchê-lo no nosso próprio site.
visitor-no-site-hint = O formulário não aceita envios que não indicam de que site vêm. É favor preenchê-lo no nosso próprio site.
visitor-page-of-site = Uma visita de página indica o endereço da página que foi aberta, do site que a envia.

# Ligações dos e-mails
visitor-link-wrong = Esta ligação não funciona
visitor-link-wrong-hint = Talvez tenha sido cortada no e-mail. Use a ligação no fim de um dos nossos e-mails.
visitor-failed = Não funcionou
visitor-unreadable-hint = { $why } Abra de novo a ligação do e-mail e prima lá o botão.
visitor-nothing-changed = Nada foi alterado
visitor-try-later = Não funcionou neste momento
visitor-load-again = Carregue esta página de novo daqui a um minuto. Nada foi alterado.
visitor-unknown = Já não o conhecemos
visitor-unknown-hint = Não recebe e-mails nossos.

# Cancelar
visitor-unsubscribe = Cancelar a subscrição
visitor-no-more = Não quer mais e-mails nossos?
visitor-no-more-hint = Prima o botão, e não lhe enviamos mais dicas nem ofertas. Ao que pedir, continuamos a responder.
visitor-only-less = Quer só menos? Escolha o que recebe
visitor-unsubscribed = A sua subscrição está cancelada
visitor-already = Não recebe dicas nem ofertas nossas: não há mais nada a fazer. Ao que pedir, continuamos a responder.
visitor-changed-mind = Mudou de ideias? Escolha o que recebe
visitor-is-done = Não lhe enviamos mais dicas nem ofertas. Se um e-mail estiver neste momento a caminho, é o último.
visitor-again-in-a-minute = Tente de novo daqui a um minuto.
visitor-post-again = Envie de novo daqui a um minuto.

# Confirmar um consentimento
visitor-mail = E-mails nossos
visitor-was-it-you = Foi você?
visitor-was-it-you-hint = Em { $day }, alguém assinalou uma caixa no nosso site com o seu endereço. Os nossos e-mails para si tinham terminado antes, por isso perguntamos.
visitor-yes-send = Sim, enviem-me
visitor-not-me = Se não foi você, feche esta página. Então nada muda.
visitor-confirmed = Recebe os nossos e-mails
visitor-confirmed-hint = Está confirmado. Pode mudar de ideias a qualquer momento: cada e-mail tem uma ligação para isso no fim.
visitor-choose-what = Escolha o que recebe
visitor-withdrawn = Cancelou depois de este e-mail ter sido pedido, ou disseram-nos que parássemos, por isso a ligação já não faz nada. Não recebe dicas nem ofertas nossas.
visitor-closed = Não lhe enviamos e-mails
visitor-closed-hint = Já não enviamos e-mails para o seu endereço. Se estiver errado, escreva para <a>{ $address }</a>.
visitor-expired = Esta ligação expirou
visitor-expired-hint = Funciona sete dias, e uma mais recente toma o seu lugar. Nada foi alterado: não recebe e-mails por causa dela. Se quer os nossos e-mails, preencha de novo o formulário no nosso site.

# Escolher o que se recebe
visitor-what-you-get = O que recebe de nós
visitor-mail-to = E-mails de marketing para { $address }
visitor-saved = Guardado.
visitor-on = Recebe o que está assinalado aqui.
visitor-paused = Não recebe e-mails de marketing até { $day }. Depois recomeçam sozinhos.
visitor-off = Não recebe e-mails de marketing nossos. Ao que pedir, continuamos a responder.
visitor-some-again = Gostaria de receber alguns de novo?
visitor-yes-these = Sim, enviem-me estes
visitor-send-me = Enviem-me
visitor-save = Guardar
visitor-pause = Fazer uma pausa de um mês
visitor-resume = Terminar a pausa agora
visitor-stop-all = Cancelar todos os e-mails de marketing
visitor-you-asked-calls = Pediu para não lhe ligarem.
visitor-you-asked-mail = Pediu para não receber e-mails.
visitor-you-asked-letters = Pediu para não receber cartas.
visitor-you-asked-messages = Pediu para não receber mensagens.
visitor-may-call = Podem voltar a ligar-me
visitor-may-write = Podem voltar a escrever-me
visitor-may-send-letters = Podem voltar a enviar-me cartas
visitor-may-text = Podem voltar a enviar-me mensagens
visitor-press-one = Prima um dos botões.
visitor-tick = Assinale o que quer receber.

# Consentimentos de um formulário, e o que a pessoa diz deles depois
visitor-privacy = Como protegemos os seus dados
visitor-look-in-mailbox = Obrigado. Veja a sua caixa de correio: se o seu endereço ainda não estiver confirmado, um e-mail pede que o confirme com um clique. Até lá não lhe enviamos mais nada.
visitor-was-it-you-first = Em { $day }, alguém introduziu o seu endereço no nosso site e assinalou esta caixa. Perguntamos, para que ninguém o possa fazer em seu nome.
visitor-also-waits = Desde então o seu endereço foi introduzido também noutros formulários. Um clique confirma-os todos:
visitor-agreements = Aquilo que aceitou
visitor-agreed-on = Aceitou em { $day }.
visitor-agreed-mail-on = Aceitou os nossos e-mails em { $day }.
visitor-withdrew-on = Retirou o consentimento em { $day }.
visitor-withdraw-phone = Não me telefonem com ofertas
visitor-give-phone = Podem telefonar-me com ofertas
visitor-withdraw-measuring = Não meçam o que abro e visito
visitor-give-measuring = Podem medir o que abro e visito

# Against robots
visitor-trap = Deixe este campo vazio
visitor-captcha-noscript = Sem JavaScript não é possível verificar que não se trata de um robô. Envie o formulário na mesma: pode ser necessário que alguém o veja primeiro.
