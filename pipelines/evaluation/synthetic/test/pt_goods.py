"""Stories of the test family in Portuguese that one trade has: bicycles, flowers and solar."""

TEXT = """
# bicycles: Roda Solta | Ciclo Aurora
## first_ride
$ col verde-água | grafite | laranja | vinho
c a: quero a dobrável {col}, vou começar a pedalar pro serviço
s: ótima escolha! ela cabe no metrô
c: esse é o plano
-- 20
c b: fui pela primeira vez hoje, cheguei pingando e descobri que lá não tem chuveiro
s: kkkkk leva uma muda de roupa
c c: lencinho umedecido salvou minha reunião
-- 20
c d: já são 3 meses, emagreci 4 quilos sem dieta
s: que orgulho!
?s a: De que cor é a dobrável de {c}?
?m b c: O que faltava no serviço na primeira vez que {c} foi pedalando, e o que salvou a reunião?
/ Que dificuldade {c} enfrentou na estreia, e como contornou?
?o d: Pedalar fez {c} emagrecer?
/ O novo hábito fez bem ao corpo de {c}?
?t d: Em que mês {c} contou que emagreceu?
?a a: Que bicicleta {c} comprou para passear na praia?
## squeak
$ part o pedivela | o cubo traseiro | a caixa de direção
c a: [tá|a magrela tá] fazendo um nhec nhec quando eu forço na subida
s: traz que a gente escuta com carinho
c: levo no sábado
s: abrimos 8h
-- 10
s b: {c}, descobrimos, era {part} seco, sem graxa nenhuma
c: jura? eu jurava que era a corrente
s: cobrei só a mão de obra, R$ 60
c: [muito justo|barato]
-- 25
c c: voltou o barulho
c c2: ah não, pera, era a minha garrafinha batendo kkkkkk
s: kkkkkkk diagnóstico à distância
?m a b: Que barulho a bike fazia na subida, e o que descobriram?
/ De que ruído {c} se queixou, e qual era a causa?
?o c2: O barulho que voltou era defeito mesmo?
?s b: Quanto {c} pagou de mão de obra?
/ Qual foi o preço do conserto?
?t b: Em que mês se descobriu que faltava graxa?
?a b: Quanto {c} pagou por uma corrente nova?
## kid_bike
$ ch capacete de dinossauro | buzina de pato | rodinhas laterais
c a: aniversário da {kidf} tá chegando, ela faz seis anos
s: aro 16 então
c b: ela só quer uma coisa: {ch}
s: temos o último!
c: guarda pelo amor de deus
-- 15
c c: ela dormiu abraçada com o presente kkkk
s: 😍 manda foto
-- 30
c d: já tá andando sem apoio nenhum, aprendeu numa tarde com o primo
s: agora ninguém segura
?m a b: Quantos anos {kid} faz no aniversário, e o que ela quer?
/ Que idade a menina completa, e com o que ela sonha?
?o c: {kid} gostou do presente?
?s d: Quem ensinou {kid} a andar sem apoio?
/ Com quem a menina aprendeu a se equilibrar?
?t d: Em que mês {kid} já andava sem apoio?
?u: Em que escola {kidf} estuda?
## stolen_bike
c a: levaram minha bike de dentro da garagem do prédio, cortaram o cadeado
s: que tristeza {c}! tinha registro do quadro?
c b: tinha, você mesmo me fez anotar na compra, final {code}
s: então tem chance
-- 20
c c: a polícia achou num anúncio na internet!!! fui lá com eles
s: NÃO ACREDITO
c: o cara tinha pintado de preto, mas o número tava lá
-- 12
s d: o cadeado em u que você pediu chegou
c: vou buscar hoje, lição aprendida
?m a c: De onde levaram a bike de {c} e onde a polícia achou?
/ De onde a bicicleta sumiu, e como foi localizada?
?o b: O que provava que o quadro era de {c}?
?s d: Que cadeado {c} pediu depois do furto?
/ Que proteção nova {c} encomendou?
?t c: Em que mês a polícia achou a bike de {c}?
?a c: De que cor {c} mandou pintar a bicicleta?
## trip
$ rt Estrada Real | Vale Europeu | Serra da Canastra | Caminho da Fé
c a: eu e mais dois doidos vamos fazer o {rt} nas férias
s: que sonho! quantos dias?
c: uns oito
s b: então recomendo alforje de 25 litros e pneu mais largo
c: [pode separar|separa] os dois
-- 25
c c: um dos doidos desistiu, a mulher tá grávida
s: motivo nobre
-- 25
c d: voltamos! sete tombos, dois pneus e nenhuma briga
s: isso é amizade
?m a c: Quantos doidos iam fazer o {rt}, e por que um desistiu?
/ Quantos companheiros partiriam, e por que o grupo diminuiu?
?o d: A viagem com os tombos acabou em briga?
?s b: Que alforje e que pneu foram recomendados?
/ Que equipamento a loja sugeriu para o percurso?
?t d: Em que mês {c} voltou da viagem?
?a b: Que barraca {c} levou?
# flowers: Flor de Maio | Jardim da Esquina
## apology
$ fl girassóis | lírios brancos | astromélias | gérberas
c a: preciso de flores urgente, esqueci o aniversário de casamento
s: eita! qual a flor preferida?
c b: ela ama {fl}, ou ele né, quem recebe é {p.meuconj} kkk
s: saem às 16h
c: escreve no cartão: mil perdões
-- 12
c c: fui perdoad{o}, mas vou lavar louça por um mês
s: barato ainda kkkk
-- 30
c d: terminou a pena da louça hoje, comemorei pedindo pizza
?m a c: O que {c} esqueceu e que castigo levou na cozinha?
/ Que deslize {c} cometeu, e qual foi a pena?
?s b: Que flores {p} ama?
/ Que espécie agrada a quem recebeu o buquê?
?o d: {c} ainda tem que lavar a louça?
?t a: Em que mês era o aniversário de casamento de {c}?
?a b: Que flores {c} recebeu de presente?
## orchid
$ sick as folhas amareladas | as raízes moles | uns bichinhos brancos
c a: a orquídea tá com {sick}, o que eu faço?
s: tá regando quanto?
c b: todo dia, um copo bem cheio
s c: é muito! uma vez por semana basta, e sem pratinho embaixo
c: matei ela de amor
-- 25
c d: brotou!!! tem um cachinho novo
s: aee, milagre
c: milagre foi você
-- 20
c: vou levar outra pra fazer companhia
?m b c: Quanto {c} regava a orquídea, e quanto basta?
/ Que exagero {c} cometia com a planta, e qual era a dose certa?
?s a: O que a orquídea de {c} tinha?
/ Que sintoma a planta apresentava?
?o d: A orquídea se recuperou e brotou?
?t d: Em que mês a orquídea brotou?
?a c: Que adubo foi recomendado para a planta?
## wedding
$ pal branco e terracota | azul e amarelo | só folhagem verde
$ pl capela da fazenda | beira da represa | quintal dos avós
c a: minha irmã casa daqui a uns meses e eu fiquei de ver as flores
s: que responsa! qual a paleta?
c b: {pal}, ela é decidida
s: e o lugar?
c c: {pl}, ao ar livre
-- 25
c d: mudança de planos: a meteorologia prometeu temporal, vai ser tudo dentro do salão
s: menos vento pros arranjos, prefiro assim até
-- 20
c e: foi lindo, até o noivo chorou, e não caiu uma gota
s: ahahaha a previsão né
?m c d: Onde seria o casamento da irmã, e por que passou para dentro do salão?
/ Onde seria a cerimônia, e o que fez mudar de lugar?
?s b: Qual a paleta das flores da irmã de {c}?
/ Que cores a noiva escolheu?
?o e: Choveu no casamento, afinal?
?t e: Em que mês {c} disse que a festa foi linda?
?a e: Quem chorou no casamento de {c}?
## office
$ wk segunda | quarta | sexta
c a: quero um arranjo por semana pra recepção da clínica da minha irmã, toda {wk}
s: consigo sim. alguma restrição?
c b: nada com cheiro, tem paciente com enxaqueca
s: então sem lírio e sem jasmim
-- 20
c c: hoje veio angélica, perfumou o corredor e uma senhora passou mal
s: falha nossa, troco em uma hora
c: agradeço
-- 25
c d: a senhora voltou e perguntou das flores kkkk quer o telefone de vocês
s: que reviravolta
?m b c: Por que nada podia ter cheiro, e o que a angélica perfumou?
/ Que regra foi combinada, e o que aconteceu quando foi quebrada?
?s a: Em que dia da semana vai o arranjo da recepção?
/ Quando deve chegar o vaso a cada semana?
?o d: A senhora que passou mal ficou com raiva das flores?
?t c: Em que mês uma senhora passou mal no corredor da clínica?
?a c: Que remédio a senhora tomou?
x works_at c a
## funeral
c a: infelizmente preciso de uma coroa, faleceu o professor {friend}
s: meus sentimentos, {c}. era próximo?
c b: foi quem me ensinou a ler, na escola rural
s: vamos fazer com todo carinho
c: frase: saudade dos seus alunos
-- 15
c c: a viúva me procurou pra agradecer, guardou a fita
s: fico emocionad{s.o}
-- 25
c d: vamos plantar um ipê em nome dele no pátio, a prefeitura deixou
s: conte com a muda, por nossa conta
?m b d: O que o professor ensinou a {c}, e que árvore vão plantar em nome dele?
/ O que o falecido representou para {c}, e que homenagem duradoura terá?
?s c: O que a viúva do professor guardou?
/ Que lembrança a esposa do falecido conservou?
?o a: Por que {c} precisava de uma coroa?
?t d: Em que mês surgiu a ideia de plantar o ipê no pátio?
?a d: Quanto {c} vai pagar pela muda?
# solar: Sol do Sertão | Luz Própria
## quote
$ kw 18 | 24 | 32
$ pb 520 | 680 | 890
c a: minha conta de luz veio R$ {pb}, não dá mais
s: com {kw} placas você zera quase tudo
c b: e o telhado aguenta? é colonial, da época do meu bisavô
s: mando o engenheiro ver
-- 15
t c: aqui é {t}, engenheiro. o madeiramento tá firme, só troco umas ripas
c: esse meu bisavô sabia o que fazia
-- 35
c d: primeira fatura depois: 47 reais. emoldurei
?m a d: Quanto era a conta de luz de {c}, e quanto foi a primeira fatura depois?
/ Quanto {c} gastava de energia, e quanto passou a gastar?
?o c: O telhado aguentou as placas?
?s b: De que época é o telhado de {c}?
/ De quando é a cobertura da casa?
?t d: Em que mês veio a primeira fatura baixa?
?a a: Quantas placas {c} disse que queria?
= pain_point c a minha conta de luz veio R$ {pb}
## shade
$ tr a mangueira do vizinho | o prédio novo | a caixa d'água
c a: depois das 3 da tarde {tr} faz sombra nas placas
s: quanto caiu a geração?
c b: pelo aplicativo, uns trinta por cento
s c: dá pra pôr otimizadores ou mudar quatro módulos de lugar
-- 20
c d: mudaram os quatro ontem, os meninos ficaram no sol sem reclamar
s: time bom
-- 25
c e: voltou ao que era, e ainda ganhei um pé de acerola de um deles
?m a d: O que fazia sombra nas placas, e quantos módulos mudaram?
/ O que atrapalhava a produção, e como foi contornado?
?s b: Quantos por cento caiu a geração no aplicativo?
/ De quanto foi a perda de rendimento?
?o e: A geração voltou ao que era?
?t d: Em que mês os módulos mudaram de lugar?
?a c: Quantos otimizadores {c} comprou?
## loan
$ bk Banco do Vale | Cooperativa Sertão | Caixa Rural
c a: financio com o {bk} ou pago à vista? me ajuda
s: à vista tem 7%, mas descapitaliza
c b: minha reserva é pra faculdade do {kid}, não mexo
s: então parcela em 60
-- 15
c c: o {bk} aprovou em um dia, mas pediram avalista
c d: meu compadre assinou sem nem ler, amigo de verdade
-- 25
c e: já paguei três, tá mais leve que a conta antiga
?m c d: O que o {bk} pediu para aprovar, e quem assinou?
/ Que garantia o credor exigiu, e quem a deu?
?s b: Para que {c} guarda a reserva?
/ Para que serve o dinheiro que {c} não quer tocar?
?o e: A parcela é mais leve que a conta de luz antiga?
?t c: Em que mês o {bk} aprovou?
?a a: Que desconto {c} obteve pagando tudo de uma vez?
## farm
c a: queria bombear água pro gado com energia do sol, dá certo?
s: muito! qual a profundidade do poço?
c b: 42 metros, cavado pelo meu pai
s: bomba de 1,5 cv resolve
-- 25
c c: instalaram e as vacas ficaram olhando em fila kkkk
s: plateia exigente
-- 25
c d: na seca desse ano foi o que salvou, os vizinhos vieram buscar água aqui
s: que bonito
?m b c: Quem cavou o poço de {c}, e o que as vacas fizeram na instalação?
/ Como é a fonte de água, e como os animais receberam a novidade?
?o d: Os vizinhos de {c} ganharam com a água?
?s a: Para que {c} queria bombear água?
/ Que finalidade teria a energia no sítio?
?t c: Em que mês instalaram a bomba e as vacas olharam?
?a d: Quanto {c} cobrou dos vizinhos pela água?
## hail
c a: choveu pedra do tamanho de limão aqui
s: e os módulos?
c b: dois trincaram, igual tela de celular
s c: a garantia do fabricante não cobre granizo, mas o seguro da casa costuma cobrir
c: vou ver com eles
-- 15
c d: seguro cobriu! só tive que mandar foto do gelo no congelador
s: guardou o gelo?? kkkk
c: prova do crime
-- 20
s e: os dois substitutos já estão ligados
?m b d: Quantos módulos trincaram, e o seguro cobriu?
/ Que danos o temporal causou, e quem arcou com eles?
?o d: Que foto provou a pedra de gelo ao seguro?
?s a: De que tamanho era a pedra que choveu?
/ Como era o gelo que caiu?
?t e: Em que mês os módulos substitutos foram ligados?
?a c: O que {c} disse sobre a garantia do fabricante?
"""
