"""Stories of the test family in Portuguese that fit every shop: where people live and work, and how to reach them."""

TEXT = """
# any
## move_done
$ why o proprietário pediu o apê de volta | ficou pequeno depois que o bebê nasceu | o aluguel subiu demais
c a: pra nota põe {street}, [é onde eu fico|é lá em casa]
s: anotado {c}, {street}
c: isso
s: interfone funciona? o motoboy [sempre reclama|às vezes reclama]
c: funciona kkk só demora
-- 30
c b: gente, [novidade|notícia]: {why}
c b2: peguei as chaves sábado, então agora é {street2}
s: opa, parabéns pela casa nova! troco aqui no cadastro?
c: troca sim, a antiga pode apagar
s: feito. e o prédio tem portaria 24h?
c c: tem nada, toca na vizinha do térreo, a {friendf}, ela recebe pra mim
-- 20
c d: se eu tivesse ido pra {city} como queria seria outra vida, mas fico aqui mesmo
s: kkkk {city} é linda né
c: linda e cara
?t a: Qual era a rua onde {c} ficava em {month a}, antes da casa nova?
/ Em que endereço {c} residia em {month a}?
?m b b2: Por que {c} saiu do apê e em que rua pegou as chaves?
/ O que fez {c} trocar de residência e para onde foi?
?s c: Que vizinha recebe as entregas de {c}, se não tem portaria?
/ Quem pega os pacotes quando {c} não está no novo prédio?
?a d b2: Quando {c} se transferiu para {city}?
?u: Quanto {c} paga de condomínio por mês?
= lives_at c a {street}
= lives_at c b2 {street2}
x lives_at c d
## move_planned
$ when no meio do ano | depois do carnaval | quando sair a transferência
c a: a entrega é aqui em {city} mesmo, né? moro em {city} faz uns anos já
s: sim, {city} a gente atende todo dia
c: blz então
-- 20
c b: tô pensando em ir embora pra {city2} {when}, minha irmã tá lá
s: nossa, que mudança! e o trabalho?
c b3: por isso que é só ideia por enquanto
s: se for, a gente tem parceiro em {city2} tá
c: bom saber kkk
-- 30
s: {c}, vi aqui uma nota sobre {city2}. já atualizo o seu cadastro?
c c: calma, desisti! minha irmã que voltou pra cá
s: ah que bom pra gente 😄
c: pois é, ela e os três gatos
?o b b3: A irmã de {c} pesava na ideia de ir embora?
?s c: Por que {c} desistiu de ir embora?
/ Por que o plano de mudança não foi adiante?
?m b c: {c} chegou a ir pra {city2}, e o que fez a irmã?
/ A transferência de cidade chegou a acontecer, e o que decidiu a família?
?t b: Em que mês {c} contou que estava pensando em ir embora pra {city2}?
?a c: Quantos cachorros a irmã de {c} trouxe?
= lives_at c a {city}
x lives_at c b
## rent_two
$ thing a correspondência | o boleto de papel | o carnê
c: [pergunta rápida|uma dúvida]: {thing} chega onde?
s: no endereço da nota. quer confirmar?
c a: manda pra {street} que é onde a gente tá desde que casou
s: certinho
-- 40
c: vocês tão mandando pra lá ainda?
s: sim, {street}
c b: então, a {street} agora tá alugada, inquilino novo entrou
c b2: desde o dia 5 eu e {p.meuconj} estamos em {street2}
s: eita, vou corrigir já
c: o inquilino é gente boa, guardou tudo pra mim
-- 15
p c: aqui é {p}, {p.conj} de {c}. minha mãe mora na {street3}, se precisar deixar algo lá pode
s: oi {p}! prefiro não mexer no endereço de vocês, ok?
p: ok ok, era só sugestão
?m a b b2: O que houve com o imóvel da {street}, onde {c} estava desde que casou, e onde o casal está agora?
/ O que aconteceu com o imóvel em que o casal vivia, e qual é o lar atual?
?s c: Em que endereço mora a mãe de {p}?
/ Onde vive a sogra de {c}?
?t b b2: Em que mês o imóvel antigo ficou alugado para um inquilino?
/ Em que mês foi avisado que a residência anterior tinha outro morador?
?o b: {c} tem renda de aluguel?
?a c: Que endereço {c} pediu que fosse usado no lugar do seu, o da mãe?
= lives_at c a {street}
= lives_at c b2 {street2}
x lives_at c c
## job_changed
$ role na logística | no RH | no comercial | na contabilidade
c: só consigo responder [depois das seis|no intervalo], lá não deixam celular
s: sem pressa! onde você trabalha?
c a: trabalho na {firm}, {role}, fico longe da mesa
s: entendi
-- 35
c b: sumi pq foi uma loucura, pedi as contas e tô na {firm2} faz duas semanas
s: nossa, que coragem! e tá gostando?
c c: tô amando, é home office, finalmente almoço em casa
s: isso vale ouro
-- 20
c d: a {firm} me ligou querendo que eu voltasse, acredita? dei risada
s: valorizaram tarde kkkk
c: tarde demais
?m a b: Onde {c} trabalhava antes, e para onde foi quando pediu as contas?
/ Qual foi a trajetória profissional de {c} nesse período?
?o c: {c} trabalha em casa ou precisa sair para o expediente?
?s d: O que {c} fez quando a {firm} ligou querendo sua volta?
/ Como {c} reagiu ao convite do antigo patrão?
?t b: Em que mês {c} contou que pediu as contas?
/ Em que mês {c} saiu do emprego antigo?
?a d: Quando {c} foi recontratad{o} pela {firm}?
?u: Qual é o salário de {c} no emprego novo?
= works_at c a {firm}
= works_at c b {firm2}
x works_at c d
## job_offer
c a: eu sou da {firm}, a gente tem convênio com vocês?
s: deixa eu ver... com a {firm} temos sim, 8% de desconto
c: opa, boa
-- 25
c b: se a {firm2} me chamar eu perco esse desconto né? fiz entrevista lá ontem
s: perde, mas a gente conversa rs
c: torce por mim
s: torcendo 🙏
-- 25
s: e a entrevista, {c}?
c c: deu ruim, queriam alguém com inglês fluente
c: continuo [no mesmo lugar|onde estava], paciência
s: eles que perderam!
-- 10
c d: o {friend}, meu cunhado, ele sim entrou na {firm2}, olha que ironia
s: o mundo dá voltas kkkk
?m b c: Como terminou a entrevista que {c} fez na {firm2}?
/ Como terminou o processo seletivo de que {c} participou?
?s c: Que idioma faltou para {c} na vaga?
/ Que requisito faltou para {c} ser contratad{o}?
?o a: Por que {c} tem desconto de convênio?
/ Por que {c} paga menos do que os outros clientes?
?s d: Que parente de {c} entrou na {firm2}?
?a d c: Desde quando {c} está na {firm2}?
= works_at c a {firm}
x works_at c b
x works_at c d
## two_phones
c: o {friend} do setor de vocês ligou e [caiu na caixa postal|ninguém atendeu]
s: qual o melhor número pra gente te achar?
c a: meu celular é {phone}
s: anotado
-- 25
c b: perdi o chip na praia kkkk aquele {phone} não é mais meu, não liga lá
c c: o novo é {phone2}
s: atualizado! perdeu só o chip ou o aparelho junto?
c d: o aparelho tb, o mar levou, eu tava com ele no bolso
s: meu deus
-- 10
c e: se for urgente e eu não atender tenta {p.meuconj}, {phone3}
s: anotei como recado
?m a b c: Que números de celular {c} já teve e qual é o novo?
/ Quais são os contatos telefônicos de {c}, e qual deles ainda vale?
?o d: O que aconteceu com o aparelho de {c} no mar?
/ Como {c} ficou sem telefone?
?s e: Para quem ligar se for urgente e {c} não atender?
/ Com quem se deixa recado quando {c} some?
?t b: Em que mês {c} perdeu o chip?
?u: De qual operadora é a linha nova de {c}?
= phone c a {phone}
- phone c b {phone}
= phone c c {phone2}
x phone c e
## mail_typo
c: não chegou nada na minha caixa de entrada [até agora|ainda]
s: mandei pro {email} que estava na ficha
c a: tá certo o endereço, {email}, mas eu quase nunca abro, é do tempo da faculdade
s: quer trocar?
c: depois vejo isso
-- 20
c b: usa também o {email2}, esse eu olho todo dia no trabalho
s: fica com os dois então
c: isso, o velho deixa de reserva
-- 20
c c: o {friend} do financeiro quer receber cópia dos recibos, mas ele vai passar o dele direto
s: combinado
?m a b: Que endereços de e-mail {c} usa?
/ Em quais caixas postais eletrônicas se pode escrever para {c}?
?o b: Que caixa de entrada {c} olha com mais frequência?
?s a: De que tempo é o endereço que {c} quase nunca abre?
/ De que época da vida de {c} é a conta esquecida?
?a c: Qual é o e-mail do {friend} do financeiro?
= email c a {email}
= email c b {email2}
x email c c
## papers
$ why reembolso | imposto de renda | prestação de contas
c a0: preciso da nota pro {why}
s: claro, me passa o documento
c a: meu cpf {cpf}
s: e pra pessoa física mesmo?
c: dessa vez sim
-- 30
c b: a próxima tem que sair no da empresa, abri um mei, {cnpj}
s: que legal, {c}! o que você vai fazer?
c c: bolo de pote por enquanto, minha tia ajuda na cozinha
s: hmmm quero encomendar
c: faço o preço de amiga kkk
-- 15
c d: o cep de lá é {cep}, pra completar o cadastro
s: completado ✅
?m b c: Que empresa {c} abriu, e o que vende?
/ Que negócio {c} registrou, e em que ramo?
?s c: Quem ajuda {c} na cozinha com os bolos?
/ Quem dá uma mão na produção dos doces?
?t b: Em que mês {c} contou que abriu um mei?
?o a0: Para que {c} precisava da nota?
?u: Quanto {c} fatura por mês com o negócio novo?
= cpf c a {cpf}
= cnpj c b {cnpj}
= postal_code c d {cep}
## nickname
$ nick Dudu | Bel | Teco | Nina | Zeca | Lu | Juba | Tuca
c: oi, [sou eu de novo|voltei]
s: oi Sr(a). {c}! em que posso ajudar?
c a: ai, sem senhor pelo amor de deus, me chama de {nick}, todo mundo chama
s: combinado, {nick}!
c: agora sim
-- 20
t: boa tarde, {c}, aqui é {t}
c b: quem me chama pelo nome inteiro é só minha vó quando tá brava kkkkk
t: hahaha desculpa
-- 15
c d: chegou etiqueta com {nick}, mas em documento tem que ser o nome de registro viu, o banco recusou
s: entendido: no papel o completo, aqui o apelido
?s a: Como {c} quer que a gente chame, em vez de senhor?
/ De que forma {c} gosta de ser tratad{o} na conversa?
?m a d: Onde se usa o apelido {nick} e em que documento não?
?o b: Quem da família chama {c} pelo nome inteiro?
?s d: Quem recusou o documento com o apelido?
/ Que instituição fez questão do registro civil?
?t d: Em que mês chegou uma etiqueta com o apelido errado?
= preferred_name c a {nick}
x preferred_name c b
## channel_mail
$ when reunião | plantão | sala de aula | obra
c: vocês me ligaram [três|quatro] vezes ontem
s: desculpa, era pra confirmar uma coisa rápida
c a: não atendo ligação, tô sempre em {when}. prefiro que me escrevam por aqui no whatsapp
s: perfeito
-- 30
c b: mudei de ideia, aqui vira bagunça com os grupos da família. daqui pra frente tudo por e-mail
s: sem problema, então por e-mail
c: obrigad{o}, no fim da semana eu leio com calma
-- 15
c c: quem gosta de telefone é {p.meuconj}, fala uma hora com qualquer atendente
s: kkkkk é um dom
?m a b: Por onde {c} pediu que escrevessem, primeiro e depois?
/ Que meios de contato {c} indicou, e em que ordem?
?o b: Por que o whatsapp virou um incômodo para {c}?
?t a: Como {c} preferia ser contatad{o} em {month a}?
?s a: Por que {c} não atende ligação?
/ O que impede {c} de falar de viva voz durante o dia?
?a c: Quando {c} pediu para receber telefonemas?
= preferred_channel c a whatsapp
= preferred_channel c b email
x preferred_channel c c
## channel_phone
c: [olha|então], esses textos longos não leio não
s: quer que a gente mude?
c a: me liga que é melhor, de manhã cedo eu tô no carro sozinh{o}
s: anotado: ligação de manhã
c: isso, viva voz
-- 25
s: podemos mandar sms de lembrete também?
c b: sms? isso ainda existe? não, não, deixa do jeito que tá
s: certo
c: uma ligação curta resolve tudo
-- 20
c c: semana passada vocês ligaram dez da noite, aí não né
s: erro nosso, perdão
?s a: Quando é melhor ligar para {c}?
/ Em que situação {c} costuma atender com tranquilidade?
?o b: {c} aceitaria receber lembrete por sms?
?s c: De que ligação fora de hora {c} se queixou?
?m a c: Em que horário se deve e não se deve ligar para {c}?
/ Quais os momentos bons e ruins para um telefonema a {c}?
?u: Que carro {c} dirige?
= preferred_channel c a phone
x preferred_channel c b
## decider_partner
c: gostei da proposta, [mas calma|só que]
s: alguma dúvida?
c a: quem bate o martelo lá em casa é {p.meuconj}, {p.o} {p}
s: quer que eu mande pra {p.ele} também?
c: eu mostro hoje no jantar
-- 15
p b: oi, aqui é {p}. {c} me mostrou, achei justo, mas quero ver com minha mãe antes
s: claro, fiquem à vontade
p: ela entende de contrato, era de cartório
-- 20
c c: minha sogra leu tudinho e achou uma cláusula de multa estranha
s: qual delas?
c: a oitava
s: posso tirar essa cláusula
c d: aí {p} topa, e se {p} topa tá fechado
?m a d: Quem bate o martelo em casa de {c}, e acabou topando?
/ De quem depende o sim no casal, e ele veio?
?s c: Que cláusula do contrato a sogra achou estranha?
/ Que problema a mãe de {p} encontrou no papel?
?o b c: Por que a mãe de {p} podia opinar sobre contrato?
?t c: Em que mês a sogra de {c} leu o contrato?
?a b: Que cartório {p} consultou?
= decision_maker c a {p}
x decision_maker c b
## decider_boss
$ boss o diretor | a sócia | a gerente | o síndico
$ boss2 a nova coordenadora | o tesoureiro | a dona Lourdes | o conselho
c: isso aí não [posso|consigo] fechar sozinh{o}
s: quem precisa aprovar?
c a: quem aprova é {boss}, eu só junto os orçamentos
s: entendi, mando em pdf?
c: manda em pdf que eu encaminho
-- 30
c b: mudou tudo aqui, agora quem decide as compras é {boss2}
s: olha só! e pra você, mudou algo?
c c: o dobro de planilha pelo mesmo dinheiro kkkk
s: kkkk faz parte
-- 15
s: então quer que eu inclua {boss} em cópia?
c d: não precisa mais, já nem opina
s: ok!
?m a b: Quem aprova as compras na empresa de {c}, antes e depois da mudança?
/ Quem tem a palavra final sobre gastos onde {c} trabalha, antes e agora?
?o c: {c} ganha mais depois da mudança?
?t b: Em que mês mudou quem decide as compras?
?s a: Em que formato {c} quer o orçamento para quem aprova?
?u: Quantos funcionários tem a empresa de {c}?
= decision_maker c a {boss}
= decision_maker c b {boss2}
x decision_maker c d
"""
