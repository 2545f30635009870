"""Stories of the test family in Portuguese that one trade has: insurance, internet and workshop."""

TEXT = """
# insurance: Guarda Seguros | Porto Calmo
## crash
$ bad uma van de entregas | um ônibus escolar | uma moto | um caminhão de gás
c a: bateram em mim na rotatória, foi {bad}
s: você se machucou?
c b: só o pescoço duro, mas o carro dobrou a lateral toda
s: já acionei o guincho, chega em 30 min
c: obrigad{o}
-- 12
s c: o perito avaliou como perda parcial, a franquia é R$ 1.900
c: e quem bateu não paga?
s: pagará, mas demora
-- 25
c d: caiu o reembolso da franquia, o outro lado assumiu
s: justiça feita
?m a d: Quem bateu no carro de {c}, e a franquia foi reembolsada?
/ Quem causou a colisão, e como terminou a questão do dinheiro?
?s b: Que parte do corpo de {c} ficou doendo com a batida?
/ Que lesão {c} sofreu?
?o c: O carro foi perda total?
?t d: Em que mês caiu o reembolso da franquia?
?a c: Quanto {c} pagou pelo guincho?
## life
$ pl Essencial | Amparo | Serena
$ pl2 Completo | Vitalício | Horizonte
c a: fechei o plano {pl}, o mais simples, só pra não ficar sem
s: ativo a partir de hoje
c: menos uma coisa na cabeça
-- 35
c b: vem bebê por aí! quero passar pro {pl2}
s: PARABÉNS! faço a troca agora
c: pode fazer, já é pra valer
-- 20
s: o {pl3} cobre até parto no exterior
c c: kkkk que exterior, mal chego em {city}
s: só informando rs
?m a b: Que plano de vida {c} fechou primeiro, e por que quis trocar?
/ Que cobertura {c} tinha, e por que quis uma maior?
?t a: Que plano {c} tinha em {month a}?
/ Qual era a modalidade contratada em {month a}?
?o b: {c} vai ter filho?
?a c: Quando {c} contratou o {pl3}?
?u: Qual é o nome que {c} dará ao bebê?
$ pl3 Global | Infinito
= plan c a {pl}
= plan c b {pl2}
x plan c c
## house
$ dmg o forro da sala desabou | queimou a tv e o roteador | entrou água pelo ralo
c a: tempestade ontem, {dmg}
s: que susto. tem alguém ferido?
c: não, só meu orgulho, eu tinha acabado de pintar
s: manda fotos e a nota da pintura
-- 12
c b: o vistoriador veio, comeu meu bolo e aprovou tudo
s: o bolo ajudou kkkk
-- 20
c c: dinheiro na conta, R$ 3.180, menos do que pedi mas ok
s: descontaram a depreciação
?s a: Que estrago a tempestade fez na casa de {c}?
/ Que prejuízo o mau tempo causou?
?m a c: O que a tempestade estragou e quanto dinheiro caiu na conta?
/ O que se perdeu, e quanto a seguradora devolveu?
?o c: {c} recebeu tudo o que pediu ao seguro?
?t b: Em que mês o vistoriador veio?
?a c: Quanto {c} gastou com a pintura?
## claim_denied
$ dn atraso na comunicação | falta de um laudo | cláusula de enchente
c a: negaram meu pedido por {dn}, isso tá certo?
s: vou pedir revisão, {c}
c b: já tô cansad{o} de papelada, sinceramente
s: te entendo
-- 15
t: {c}, sou {t}, da ouvidoria
t c: reabri o processo, faltava só um carimbo nosso
c: ou seja, o erro era de vocês
t: era, e pedimos desculpas
-- 20
c d: pagaram com juros! nunca vi isso
?m a c: Por que negaram o pedido de {c}, e o que faltava no processo?
/ Qual foi o argumento da recusa, e o que se descobriu depois?
?o b: {c} estava cansad{o} de quê?
?s d: O seguro pagou com juros?
?t c: Em que mês a ouvidoria reabriu o processo?
?a c: Que erro {c} admitiu ter cometido?
= pain_point c b papelada
## pet_cover
c a: vocês cobrem bicho? a {petf} engoliu uma meia
s: meia?? cobre cirurgia de emergência sim
c: era a minha favorita ainda por cima
s: vai na clínica credenciada da avenida
-- 12
c b: saiu por cima, nem precisou operar, graças a deus
s: e a meia?
c c: foi pro lixo com honras militares
-- 30
c d: adivinha? agora foi um controle remoto
s: {petf} precisa de um psicólogo
?m a d: O que {petf} já engoliu ou pegou?
/ Que objetos a bichinha já abocanhou?
?o b: {petf} precisou operar por causa da meia?
?s c: O que fizeram com a meia depois?
/ Que destino teve a peça de roupa?
?t d: Em que mês foi a vez do controle remoto?
?a b: Quanto custou a operação?
# internet: Veloz Fibra | ConectaMais
## slow
$ tm depois das 20h | na hora do almoço | quando chove
c a: a conexão despenca {tm}, não dá pra ver nem novela
s: vou medir daqui. quantos aparelhos?
c b: uns doze, contando a geladeira que é metida a besta
s: kkkkk muita coisa no mesmo canal
-- 12
s c: o técnico trocou o roteador e mudou de lugar, saiu de trás do aquário
c: quem imaginaria que os peixes atrapalham
-- 25
c d: tá voando agora, minha filha até reclamou que não tem mais desculpa pra não estudar
?m a c: Quando a conexão caía, e o que o técnico fez com o roteador?
/ Em que momentos o sinal sumia, e como isso foi resolvido?
?s b: Quantos aparelhos usam a conexão na casa de {c}?
/ Quantos dispositivos disputavam o sinal?
?o d: Com a internet voando, o que mudou para a filha de {c}?
?t c: Em que mês o técnico trocou o roteador?
?a c: Quantos peixes {c} tem?
= pain_point c a a conexão despenca {tm}
## upgrade
$ pl Fibra 300 | Fibra Casa | Turbo 400
$ pl2 Fibra 600 | Fibra Gamer | Turbo 800
c a: hoje eu uso o plano {pl}, pago sempre certinho
s: vi aqui, cliente exemplar
c: exemplar e esquecid{o} kkk
-- 30
c b: migra pro {pl2}? meu sobrinho veio morar aqui e joga online
s: migrado! já pode reiniciar
c: foi na hora, top
-- 25
s: promoção do Ultra 1000, só R$ 30 a mais
c c: tentador, mas não, esse tá sobrando
s: justo
?m a b: Que plano {c} usava, para qual migrou e por causa de que sobrinho?
/ De que pacote para qual {c} foi, e por causa de quem?
?t a: Que plano {c} usava em {month a}?
/ O que {c} assinava em {month a}?
?o c: Sobra velocidade no plano atual de {c}?
?a c: Quando {c} passou a pagar R$ 30 a mais?
?u: Que jogo o sobrinho de {c} prefere?
= plan c a {pl}
= plan c b {pl2}
x plan c c
## outage
c a: sem sinal desde as 6 da manhã e eu tenho entrevista por vídeo às 10
s: rompimento de cabo na sua região, um caminhão arrebentou
c b: vou pra padaria usar o wifi deles
s: desculpa mesmo, {c}
c: acontece
-- 10
s c: abatemos três dias da sua fatura pelo ocorrido
c: nem pedi, gostei
c d: a entrevista deu certo com barulho de máquina de café e tudo
?m a b: Que entrevista {c} tinha no dia sem sinal, e que wifi usou?
/ Que compromisso estava em risco, e onde {c} se refugiou?
?s c: Quantos dias foram abatidos da fatura de {c}?
/ Que compensação a operadora deu?
?o d: A entrevista na padaria deu certo?
?t a: Em que mês {c} ficou sem sinal desde as 6 da manhã?
?a d: Em que padaria {c} foi trabalhar?
## bill
$ ex um antivírus | um pacote de esportes | um curso de inglês
c a: tem uma cobrança de {ex} que eu nunca pedi
s: deixa eu ver... foi ativado por ligação em nome de {c}
c b: quem atendeu deve ter sido meu pai, ele fala sim pra tudo
s: kkkkk cancelo e estorno
-- 20
c c: veio de novo na fatura
s: não é possível. escalei pra supervisão
-- 20
t d: {c}, {t} aqui. estornei os dois meses e bloqueei novas vendas por telefone
c: agora sim alguém resolveu
?m a b: Que cobrança {c} nunca pediu, e quem deve ter atendido a ligação?
/ Que item indevido foi cobrado, e quem o teria aceitado?
?s d: O que {t} bloqueou e estornou?
/ Que providência impede que o fato se repita?
?o c: A cobrança indevida sumiu da fatura na primeira vez?
?t d: Em que mês os dois meses foram estornados?
?a d: Que supervisor {s} consultou?
x decision_maker c b
## cancel
$ rv NetSul | Oi Veloz | FibraJá
c a: quero cancelar, a {rv} passou aqui oferecendo metade do preço
s: posso igualar por 12 meses
c: e depois?
s b: depois volta ao normal, R$ 119
c: sei não, vou pensar
-- 15
c c: conversei com o pessoal do prédio, a {rv} vive caindo. fico com vocês
s: obrigad{s.o} pela confiança!
-- 20
c d: o vizinho do 402 que foi pra {rv} veio pedir minha senha kkkk
s: não passa não
?m a c: Por que {c} quis cancelar e por que não foi para a {rv}?
/ O que quase levou {c} embora, e o que segurou?
?s b: Quanto fica a mensalidade normal depois dos 12 meses?
/ Qual será o preço quando terminar a promoção?
?o d: O vizinho que foi para a {rv} está contente?
?t c: Em que mês {c} decidiu ficar com a gente?
?a d: Qual é a senha de {c}?
= competitor c a {rv}
# workshop: Auto Lima | Mecânica do Trevo
## noise
$ pt a bucha da bandeja | o coxim do motor | a bieleta | o escapamento
c a: o carro tá batendo lata quando passo em lombada
s: dianteira ou traseira?
c b: na frente, do lado do carona
s: traz amanhã cedo
-- 10
s c: era {pt}, troquei e testei na rua de paralelepípedo
c: e o preço? segura minha mão
s d: R$ 430 com mão de obra
c: ufa, esperava mil
-- 30
c e: silêncio total, até ouvi minha filha reclamando no banco de trás
?m a c: O que batia quando {c} passava em lombada, e que peça foi trocada?
/ De que ruído {c} se queixou, e qual era a causa?
?s b: De que lado do carro vinha o barulho?
/ Onde vinha o problema no veículo?
?o d: {c} pagou menos de mil pelo conserto?
?t c: Em que mês a peça foi trocada e testada?
?a d: Quanto {c} pagou pelos pneus?
## ac
c a: ar condicionado só sopra vento de deserto
s: deve ser gás. quando foi a última carga?
c b: nunca, comprei esse carro em 2016 e nunca mexi
s: 😱
-- 10
s c: tinha um ninho de rato no duto, por isso o cheiro
c: QUE NOJO, por isso minha rinite
s: higienizado duas vezes
-- 25
c d: parece geladeira agora, e parei de espirrar
?m c d: O que tinha no duto do ar condicionado, e {c} ainda espirra?
/ Que surpresa havia na tubulação, e que efeito teve a limpeza?
?s b: Desde quando {c} tem esse carro?
/ Há quanto tempo {c} é proprietári{o}?
?o a: O ar condicionado gelava?
?t c: Em que mês acharam o ninho de rato?
?a c: Que remédio {c} toma para a rinite?
## sale
$ car o Fiesta | o Palio | o Uno | o Corsa
c a: tô querendo vender {car}, quanto vale com esse motor feito?
s: uns 24 mil, conheço um rapaz que procura
c b: por menos de 26 eu nem converso, tem história ali
s: passo o recado
-- 20
c c: o rapaz veio, deu uma volta e ofereceu 25
c d: acabei aceitando, ele me lembrou eu novo
s: coração mole kkkk
-- 20
c e: vi {car} na rua ontem, todo adesivado, quase chorei
?m b d: Por menos de quanto {c} não vendia, e aceitou a oferta do rapaz?
/ Que mínimo {c} exigia, e o negócio respeitou isso?
?o d: Por que {c} aceitou menos do rapaz?
?s e: Como estava {car} quando {c} viu na rua?
/ Que aparência tinha o veículo depois de vendido?
?t d: Em que mês {c} aceitou a oferta por {car}?
?a a: Que valor {c} calculou inicialmente que o veículo valia?
x budget c b
## inspection
c a: vou pra {city} de carro no feriado, 900 km, revisa tudo pra mim
s: deixa dois dias com a gente
c b: vai a família toda, inclusive a sogra e o papagaio
s: kkkk reviso a paciência também?
-- 12
s c: freio no osso, ainda bem que você trouxe
c: meu deus, e a gente ia descer serra
-- 15
c d: fomos e voltamos sem susto, só o papagaio enjoou
?m a c: Para onde {c} ia de carro no feriado, e como estava o freio?
/ Que percurso {c} ia fazer, e que perigo foi evitado?
?s d: Quem enjoou na viagem de carro?
/ Quem passou mal na estrada?
?o b: Quem da família ia junto no carro?
?t c: Em que mês viram que o freio estava no osso?
?a d: Onde {c} se hospedou?
## warranty
$ pt a bomba d'água | o alternador | a embreagem
c a: {pt} que vocês trocaram já pifou, nem seis meses
s: tá na garantia, traz de guincho por nossa conta
c b: perdi uma cliente por causa disso, fiquei parad{o} na marginal
s: lamento muito
-- 12
s c: o lote da fábrica veio com problema, trocamos por outra marca
c: então não era culpa sua
s: mas a responsabilidade é
-- 25
c d: falei bem de vocês no grupo do condomínio, assumir erro é raro
?m a c: Que peça trocada pifou na garantia, e o que a fábrica tinha?
/ Que conserto falhou de novo, e de quem era a culpa?
?o d: O que {c} falou da oficina no condomínio?
?s b: O que {c} perdeu por ficar na marginal?
/ Que prejuízo profissional a pane causou?
?t a: Em que mês {pt} pifou?
?a b: Como se chama a cliente que {c} perdeu?
"""
