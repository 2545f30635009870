"""Stories of the test family in Portuguese that one trade has: travel and pets."""

TEXT = """
# travel: Rota Azul | Mala Pronta
## honeymoon
$ d1 Ushuaia | Santorini | Cartagena | Lisboa
$ d2 Jericoacoara | Gramado | Bonito | Paraty
c a: a gente queria comemorar dez anos de casados em {d1}
s: lugar mágico! quando?
c b: na baixa temporada, {p} consegue folga
-- 25
c c: olha o dólar... muda pra {d2}, fica mais pé no chão
s: {d2} é maravilhoso também
-- 30
c d: acabamos de chegar, {p} levou três picadas de vespa e mesmo assim foi perfeito
s: amor é isso
?m a c: Para onde {c} queria ir nos dez anos de casados, e para onde mudou por causa do dólar?
/ Que destino foi sonhado, qual foi escolhido, e por quê?
?s b: Em que temporada {p} consegue folga?
/ Em que época o casal pode se ausentar?
?o d: As picadas de vespa estragaram a viagem?
?t d: Em que mês {c} acabou de chegar da viagem?
?a a: Como foi a estadia de {c} em {d1}?
## visa
$ mt do passaporte vencido | da foto sem óculos | do comprovante de renda
c a: meu visto travou por causa {mt}
s: acontece, a gente reagenda
c b: a entrevista era o único dia que eu podia faltar
s c: consegui vaga no consulado de outra cidade, {city}
-- 20
c d: passei! a moça só perguntou se eu gostava de frio
s: e você?
c e: menti que sim kkkkk
-- 12
s: agora é fazer as malas
?m a c: Por causa de que o visto de {c} travou, e em que cidade saiu a vaga?
/ Que documento atrapalhou, e como se arranjou outro horário?
?o e: {c} gosta de frio de verdade?
?s d: O que a moça do consulado perguntou?
/ Que assunto interessou à funcionária?
?t d: Em que mês {c} passou na entrevista do visto?
?a d: Quanto {c} pagou pela taxa do visto?
## lost_bag
c a: minha mala não apareceu na esteira, tô em {city} só com a roupa do corpo
s: registra no balcão e me manda o número
c b: {code}. e eu apresento um trabalho amanhã
s c: o seguro cobre até 800 em compras de emergência
c: vou de sandália então? corre pro shopping
-- 10
c d: a mala foi pra Manaus sozinha, chegou hoje bronzeada
s: kkkkkk
-- 12
c e: apresentei de tênis e ganhei menção honrosa
?m a d: O que não apareceu na esteira de {c}, e para onde foi sozinha?
/ Que objeto se extraviou, e onde foi parar?
?s c: Quanto o seguro cobre de compras de emergência?
/ Que quantia estava liberada para necessidades?
?o e: {c} se deu bem apresentando o trabalho de tênis?
?t a: Em que mês a mala de {c} não apareceu?
?a d: O que {c} foi fazer em Manaus?
## group
$ n 14 | 18 | 22
c a: quero levar o grupo da terceira idade da paróquia, {n} pessoas
s: que delícia! ônibus com banheiro?
c b: banheiro é sagrado, e parada a cada duas horas
s: anotado como lei
-- 25
c c: três desistiram por causa do joelho, mas entraram cinco novos
s: ajusto a lista
-- 25
c d: cantaram a viagem inteira, o motorista pediu bis
s: ele me contou!
c: ano que vem tem mais
?m a c: Quantas pessoas da paróquia iam no ônibus, e quantos desistiram e entraram?
/ Quantos inscritos havia no começo, e como o número variou?
?s b: O que o ônibus do grupo precisa ter?
/ Que exigência era inegociável no transporte?
?o d: O motorista gostou de ouvir o grupo cantar?
?t d: Em que mês o grupo cantou a viagem inteira?
?a c: Quem {c} expulsou do grupo?
## student
$ ct Dublin | Toronto | Sydney | Malta
c a: minha filha {kidf} quer fazer intercâmbio em {ct}, eu tô em pânico
s: é normal! ela tem quantos anos?
c b: 17, mas pra mim tem 4
s: tem família anfitriã com acompanhamento
-- 25
c c: embarcou hoje. chorei no estacionamento e paguei três horas a mais
s: abraço forte
-- 30
c d: ela arrumou emprego numa livraria e não liga mais pra mim kkkk
s: é sinal que tá bem
?m a d: Onde {kidf} foi fazer intercâmbio, e onde arrumou emprego?
/ Em que cidade a jovem foi viver, e como ganha seu dinheiro?
?o c: {c} chorou quando a filha embarcou?
?s b: Quantos anos tem a filha de {c}?
/ Que idade tem a intercambista?
?t c: Em que mês {kidf} embarcou?
?a d: Em que livraria {c} trabalha?
x lives_at c c
# pets: Bicho Mimado | Patas & Cia
## vet
$ sym mancando | se coçando sem parar | espirrando muito | sem querer subir no sofá
c a: a {petf} tá {sym}, fico com o coração na mão
s: há quanto tempo?
c b: desde que voltou da casa da minha mãe, lá tem um quintal de mato
s: traz às 15h, encaixo
-- 10
s c: o exame deu carrapato, medicação por 21 dias
c: minha mãe vai ouvir poucas e boas
-- 25
c d: {petf} nova em folha, roubou meu pão hoje
?m b c: De onde {petf} tinha voltado, e o que deu no exame?
/ Onde a bichinha se contaminou, e qual o diagnóstico?
?s a: Como {petf} estava quando {c} ficou com medo?
/ Que sintoma preocupou {c}?
?o d: {petf} ficou boa?
?t c: Em que mês o exame deu carrapato?
?a c: Quantos dias {c} ficou doente?
## food
$ f1 de frango | de cordeiro | de salmão
$ f2 de pato | vegetariana | de porco
c a: manda o saco de 15 kg da ração {f1}, é a única que ele come
s: sai hoje
c: {pet} agradece
-- 30
c b: agora ele vira a cara pro pote! o vet mandou testar a {f2}
s c: começa misturando, um quarto por semana
c: paciência de jó
-- 25
c d: deu certo, lambe até o chão
s: gourmet kkk
?m a b: Que ração o {pet} comia, e qual o vet mandou testar?
/ Que alimento era aceito, e o que veio substituir?
?t a: Que ração o {pet} comia em {month a}?
/ O que o bicho comia em {month a}?
?s c: Quanto misturar da ração nova por semana?
?o d: O {pet} aprovou a ração nova?
?a b: Que prato {c} deixou de comer?
## grooming
$ st juba de leão | topete | moicano
c a: tosa higiênica só no {pet}, pelo amor, da última vez fizeram {st}
s: kkkkk desculpa, foi o estagiário
c b: até minha vizinha veio tirar foto, riram por uma semana
s: hoje vai com {t.o} {t}
-- 15
t c: prontinho, só aparei as patinhas e a barriga
c: perfeito, {t} merece aumento
-- 25
c d: marca todo dia 10, e só com {t}
t: combinado
?m a c: Que tosa fizeram da última vez, e o que {t} aparou depois?
/ Que corte fora do pedido aconteceu, e o que se fez na vez seguinte?
?s d: Em que dia {c} quer marcar o banho todo mês?
/ Que data do mês ficou reservada?
?o b: Como a vizinha reagiu à tosa de {st}?
?t d: Em que mês {c} pediu para marcar só com {t}?
?a c: Que corte de cabelo {c} fez?
= preference c d só com {t}
## lost_dog
c a: o {pet} fugiu com os fogos, podem postar na página de vocês?
s: claro, manda foto e bairro
c b: sumiu perto do mercado da {district}, coleira vermelha sem placa
s: postado, 300 compartilhamentos já
-- 10
c c: ACHARAM! tava dormindo na garagem do corpo de bombeiros
s: que alívio!!
c d: os bombeiros já tinham dado nome e tudo
-- 20
c e: vou pôr microchip, aprendi
?m a c: Por que o {pet} fugiu, e onde acharam?
/ O que assustou o bicho, e quem o recolheu?
?o d: Os bombeiros gostaram do {pet}?
?s b: De que cor era a coleira do {pet}?
/ Que acessório o fujão usava?
?t c: Em que mês acharam o {pet}?
?a d: Que nome os bombeiros deram ao cachorro?
## kitten
c a: apareceu uma gatinha no motor do meu carro, o que eu dou pra ela?
s: leite não! tem sachê de filhote
c b: não vou ficar com ela não, é só até achar dono
s: sei kkkk
-- 15
c c: já tem cama, brinquedo e nome: {petf}
s: eu avisei
-- 30
c d: castração marcada. e pode rir, ela manda na casa
s: nunca duvidei
?m b c: {c} dizia que não ia ficar com a gatinha, e que nome ela tem agora?
/ O que {c} jurava no início, e o que acabou acontecendo?
?s a: Onde apareceu a gatinha?
/ De onde saiu o filhote?
?o d: Quem manda na casa de {c}?
?t c: Em que mês a gatinha ganhou cama e nome?
?a b: Quem respondeu ao anúncio de doação da gatinha?
"""
