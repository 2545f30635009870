"""Stories of the training family in Portuguese that one trade has: hair, removals and feasts."""

TEXT = """
# hair: Salão Madeixa | Tesoura de Prata
## curls
c a: passei 15 anos alisando, quero meus cachos de volta
s: transição então, com paciência
c b: meu medo é a fase do capacete
s c: corto aos poucos a cada mês
-- 30
c d: já tem quatro dedos de cacho, minha vó me reconheceu na rua
-- 30
c e: cortei a última ponta lisa, guardei num envelope
?m a c: Por quanto tempo {c} alisou, e como {s} faz a transição?
?s b: De que fase {c} tem medo?
?o e: Ainda há parte lisa no cabelo de {c}?
?t e: Em que mês {c} cortou a última ponta?
?a d: Onde mora a vó de {c}?
## color
$ co cobre | azul petróleo | caramelo | vinho
c a: pintei sozinh{o} em casa e ficou verde
s: verde como?
c b: alface americana
s: vem já, sem dar bom dia a ninguém
-- 10
s c: neutralizei e cheguei no {co} que você queria
c: você opera milagres
-- 25
c d: meu chefe elogiou e disse que o verde também tinha personalidade
?m a c: De que cor ficou o cabelo em casa, e a que cor {s} chegou?
?s b: A que {c} comparou o cabelo?
?o d: O chefe se incomodou com o acidente?
?t c: Em que mês a cor foi corrigida?
?a a: Que marca de tinta {c} usou?
## bride_hair
c a: penteado da minha cunhada, casamento às 9 da manhã na serra
s: então às 5 no quarto dela
c b: ela morde quando acorda cedo, leva café
-- 20
c c: ela mordeu?
s d: dormiu sentada, fiz a trança inteira com ela roncando
-- 20
c e: nas fotos ninguém percebe, saiu angelical
?m a d: A que horas é o casamento da cunhada, e o que ela fez durante a trança?
?s b: O que se deve levar à cunhada?
?o e: As fotos revelam o sono da noiva?
?t d: Em que mês a trança foi feita?
?u: Qual é o nome da cunhada de {c}?
## lice
c a: socorro, bilhete da escola: piolho
s: calma, tem solução
c b: já tô me coçando por sugestão
s c: pente fino dia sim dia não, e nada de querosene como sua tia disse
-- 15
c d: limpo! raspei só o {kid}, que quis ficar igual ao jogador
?m a c: O que dizia o bilhete da escola, e qual é o tratamento?
?s d: Quem quis raspar a cabeça?
?o b: {c} está mesmo com piolho ou é impressão?
?t a: Em que mês veio o bilhete?
?a c: Quem recomendou querosene?
## donation
c a: quero doar 30 cm pra peruca de criança em tratamento
s: que lindo! lavado e seco, trançado
c b: minha colega {friendf} perdeu o dela na químio, por isso
-- 15
s c: enviei pro banco de perucas, chegou em dois dias
-- 30
c d: {friendf} voltou ao trabalho de cabelinho curto e batom vermelho
?m a b: Quanto {c} quer doar, e por causa de quem?
?s c: Para onde o cabelo foi enviado?
?o d: {friendf} se recuperou?
?t d: Em que mês {friendf} voltou ao trabalho?
?a c: Que criança recebeu a peruca?
# removals: Mudanças Formiga | Leva & Traz
## fridge
c a: a geladeira não passa na curva da escada
s: vai por fora, içada
c b: sétimo andar, o síndico vai amar
-- 12
s c: subiu em vinte minutos, bateram palma da calçada
c d: só esqueci de tirar os ovos
?m a c: Por que a geladeira foi içada, e quanto demorou?
?s b: Em que andar {c} fica?
?o d: O que deve ter se quebrado dentro da geladeira?
?t c: Em que mês a geladeira subiu?
## boxes
c a: vocês embalam? são 60 caixas só de disco de vinil
s: embalamos em pé, nunca deitado
c b: o mais raro vai no meu colo
-- 15
s c: todas entregues, uma molhou na borda mas os discos estão secos
c d: conferi um por um ouvindo, levei nove dias
?m a c: Quantas caixas de vinil eram, e qual delas molhou?
?s b: Onde vai o disco mais raro?
?o d: {c} ficou segur{o} de que nada estragou?
?t c: Em que mês as caixas foram entregues?
?a b: Quanto vale o disco mais raro?
## piano
c a: o piano da minha bisavó vai pra casa da minha irmã
s: cauda ou armário?
c b: armário, com uma tecla que morde
s c: quatro homens e uma esteira
-- 20
c d: chegou e minha sobrinha não deixa ninguém dormir
?m a c: Para onde vai o piano da bisavó, e quantos homens leva?
?s b: O que faz uma tecla do piano?
?o d: A sobrinha gosta do piano?
?t d: Em que mês o piano chegou?
?a a: Quem vendeu o piano?
## storage
c a: guardam meus móveis por um ano? vou pra um barco
s: guardamos! barco de quê?
c b: de pesquisa, contar baleia
s: que inveja
-- 35
c c: já vi 212, uma espirrou em mim
-- 30
c d: volto antes, em vez de um ano serão oito meses, enjoei do mar e de peixe
s: seus móveis te esperam
?m a d: Por quanto tempo {c} ia guardar os móveis, e em quanto ficou?
?s b: O que {c} faz no barco?
?o d: {c} cansou da vida a bordo?
?t c: Em que mês {c} tinha visto 212 baleias?
?a c: Que tipo de baleia espirrou em {c}?
## broken_vase
c a: o vaso chinês chegou em 14 pedaços
s: lamento muito! era de valor?
c b: de valor nenhum, mas guardava as chaves da família
s c: indenizamos mesmo assim
-- 12
c d: meu filho colou tudo com dourado, viu num vídeo japonês
-- 20
c e: ficou mais bonito, me ofereceram dinheiro por ele
?m a d: Em quantos pedaços chegou o vaso, e quem colou?
?s b: O que o vaso guardava?
?o e: O conserto valorizou o vaso?
?t d: Em que mês o filho colou o vaso?
?a e: Por quanto {c} vendeu o vaso?
# feasts: Buffet Tempero | Festa no Ponto
## menu
$ mn nhoque | escondidinho | paella
c a: bodas de ouro dos meus pais, quero {mn} pra 80
s: clássico! tem criança?
c b: onze, e todas odeiam verde
s c: escondo o brócolis no molho
-- 25
c d: comeram brócolis sem saber, me sinto mágic{o}
?m b c: Quantas crianças vão à festa, e o que se esconde no molho?
?s a: Que prato {c} quer nas bodas dos pais?
?o d: O truque com a verdura funcionou?
?t d: Em que mês foi a festa das bodas?
## vegan
c a: minha chefe é vegana e eu jurei um churrasco
s: churrasco de legumes então
c b: ela disse que cheiro de carne ofende
s c: cozinha separada, prometo
-- 15
c d: ela repetiu três vezes o palmito na brasa
-- 20
c e: ganhei a promoção, acho que foi o palmito
?m a c: O que {c} prometeu à chefe vegana, e como se cozinha?
?s d: O que a chefe repetiu três vezes?
?o e: O jantar ajudou a carreira de {c}?
?t d: Em que mês a chefe comeu o palmito?
?a e: Quanto {c} ganha depois da promoção?
## rain_party
c a: festa junina no quintal, previsão de chuva, tem tenda?
s: tenho uma de 6 por 6
c b: e a fogueira?
s c: fogueira de papel celofane com luz, ninguém nota
-- 12
c d: o padre tentou pular a fogueira de mentira e caiu sentado
?m a c: O que {c} pediu por causa da chuva, e como é a fogueira?
?s d: Quem caiu ao pular a fogueira?
?o c: A fogueira queima de verdade?
?t d: Em que mês foi a festa no quintal?
?a d: Que osso o padre quebrou?
## coffee_break
c a: café da manhã pra 45 num congresso de dentistas
s: sem açúcar então? kkk
c b: pelo contrário, pediram brigadeiro escondido
s: anotado, brigadeiro clandestino
-- 15
c c: acabou em seis minutos, um escondeu no jaleco
-- 20
c d: já querem o mesmo pro ano que vem, mas pra 200
?m a d: Para quantas pessoas era o café, e para quantas será o próximo?
?s b: O que os dentistas pediram escondido?
?o c: O doce fez sucesso?
?t c: Em que mês foi o congresso?
?a c: Quem organizou o congresso?
## cancelled_feast
c a: a noiva desistiu, cancela tudo
s: sinto muito! devolvo 70%
c b: era minha prima, fugiu com o fotógrafo
s: uau
-- 15
c c: pensando bem, faz a festa igual, vira aniversário da minha tia
s d: a tia sabe?
c: vai saber sábado
-- 20
c e: foi a melhor festa do ano, a tia dançou com o noivo
?m a c: Por que a festa foi cancelada, e o que virou depois?
?s b: Com quem fugiu a prima de {c}?
?o e: O noivo se consolou na festa?
?t e: Em que mês a tia dançou?
?a a: Que parte do dinheiro {c} recebeu de volta em mãos?
"""
