"""Stories of the test family in Portuguese that one trade has: dentist and languages."""

TEXT = """
# dentist: Sorriso Bom | Clínica Dente & Cia
## fear
c a: tenho pavor de agulha, desde criança, aviso logo
s: fica tranquil{o}, a doutora é muito calma
c b: da última vez desmaiei na cadeira
s: vamos marcar um horário sem pressa então
c: no fim do dia, por favor
-- 15
c c: sobrevivi!! ela cantou pra mim enquanto aplicava
s: ela sempre canta kkkk
c: desafina mas funciona
-- 30
c d: agora levo até meu sobrinho, quem diria
?m a b: De que {c} tem pavor, e o que houve na cadeira da última vez?
/ Que medo {c} carrega, e o que já passou por causa dele?
?s c: O que a doutora fez enquanto aplicava a anestesia?
/ Como a profissional distraiu {c}?
?o d: {c} confia na clínica a ponto de levar um parente?
?t c: Em que mês {c} sobreviveu à agulha?
?a d: Que tratamento o sobrinho vai fazer?
## braces
$ mn 14 | 18 | 22
c: quanto tempo [leva|demora] o aparelho?
s a: pelo exame, uns {mn} meses
c: tudo isso? meu primo ficou só um ano
s: cada arcada é uma
-- 30
c b: soltou um bracket comendo rapadura
s: {c}! rapadura não pode
c c: era da minha tia, não dava pra recusar
-- 35
c d: a doutora disse que se eu parar com doce duro tiro antes do natal
s: então fé e sopa
?s a: Quantos meses de aparelho se previam pelo exame de {c}?
/ Qual era a duração estimada do tratamento?
?m b c: O que soltou do aparelho, e por que {c} comeu rapadura?
/ Que acidente houve com a peça, e que doce o causou?
?o d: O que {c} tem que parar de comer para tirar o aparelho antes do natal?
?t b: Em que mês soltou um bracket?
?a a: Por quanto tempo {c} usou aparelho quando criança?
## night_guard
$ why acordo com a cara doendo | meu maxilar estala | gastei a ponta dos dentes
c a: {why}, será que é o sono?
s: pode ser bruxismo, {c}. anda estressad{o}?
c b: fechamento de balanço né, imagina
s: a plaquinha ajuda bastante
c: faz a moldagem então
-- 15
c c: {p} disse que eu parei de ranger, agora só ronco
s: kkkkk uma coisa de cada vez
-- 25
c d: o cachorro mastigou a placa inteirinha
s: ah não! faço outra com desconto
?m a b: O que {c} sente ao acordar, e o que anda estressando no trabalho?
/ De que incômodo {c} se queixa, e que pressão há por trás?
?o c: {c} parou de ranger os dentes à noite?
?s d: O que o cachorro fez com a placa?
/ Que fim levou o dispositivo noturno?
?t d: Em que mês o cachorro mastigou a placa?
?a c: Que tratamento {c} fez contra o ronco?
= pain_point c a {why}
## kid_tooth
c a: a {kidf} caiu do balanço e quebrou o dente da frente
s: de leite ou permanente?
c b: permanente, nasceu esse ano, que azar
s: guarda o pedacinho no leite e vem correndo
c: correndo
-- 10
c c: nem dá pra ver a emenda, doutora é artista
s: ela adorou a coragem da pequena
c d: ela contou pra sala toda que tem um dente colado com raio laser
-- 25
c: vamos fazer o protetor pro judô
?m a b: De onde {kidf} caiu, e o dente quebrado era permanente?
/ Que acidente a menina teve, e por que era grave?
?s d: O que {kidf} contou na sala sobre o dente?
/ Que história a menina espalhou entre os colegas?
?o c: Dá para ver a emenda no dente de {kidf}?
?t a: Em que mês {kidf} quebrou o dente?
?a a: Que osso {kidf} fraturou na queda?
## whitening
$ occ casamento do primo | formatura | ensaio de fotos
c a: quero clarear antes do {occ}, dá tempo?
s: são três sessões, dá sim
c b: mas eu tomo uns seis cafés por dia
s: durante o tratamento nem pensar
c: aí você me quebra
-- 12
c c: tô há 9 dias no chá de camomila, insuportável com todo mundo
s: falta pouco!
-- 20
c d: as fotos ficaram incríveis, já voltei pro espresso no mesmo dia
s: era de se esperar kkk
?m b c: O que {c} tomava todo dia, e o que tomou durante o clareamento?
/ De que bebida {c} teve que abrir mão, e como ficou seu humor?
?s a: Antes de que evento {c} queria clarear os dentes?
/ Para que ocasião {c} queria um sorriso mais branco?
?o d: {c} voltou a tomar café depois das fotos?
?t c: Em que mês {c} estava só no chá de camomila?
?a d: Quem tirou as fotos de {c}?
# languages: Escola Babel | Fala Mundo
## italian
c a: quero aprender italiano pra falar com meus parentes de lá, o avô veio de navio em 1921
s: que história! presencial ou online?
c b: presencial, em casa eu durmo em cima da apostila
s: turma de terça e quinta às 19h
c: fechado
-- 25
c c: faltei duas semanas, catapora, acredita? com essa idade
s: melhoras! guardo o material
c: fiquei todo pintadinho kkkk
-- 30
c d: liguei pro primo Gianni e entendi quase tudo, só não entendi as piadas
s: as piadas são o último nível
?m a d: Por que {c} quis aprender italiano, e conseguiu falar com o primo?
/ Que laço de família levou {c} ao curso, e já serviu para algo?
?s c: Por que {c} faltou duas semanas?
/ Que doença afastou {c} das aulas?
?o b: Por que {c} não estuda em casa?
?t c: Em que mês {c} faltou por catapora?
?a a: De que cidade italiana veio o avô de {c}?
## exam
$ ex TOEFL | IELTS | DELF | DELE
$ sc 68 | 74 | 81
c a: minha prova do {ex} é em {d+70}, até lá tenho que tá afiad{o}
s: monto um intensivo
c b: listening é meu calvário, o resto vai
-- 25
c c: fiz um simulado e deu {sc}, preciso de 90
s: dá tempo ainda
-- 25
s: tem turma que faz a prova só no ano que vem, prefere adiar?
c d: não adia nada, a bolsa depende disso
s: então foco total
?m b c: Em que parte da prova {c} sofre, e quanto tirou no simulado?
/ Qual é a maior dificuldade de {c}, e quanto falta para a meta?
?t a: Em que dia é a prova do {ex} de {c}?
?o d: Por que {c} não pode adiar a prova?
?s c: Quanto {c} tirou no simulado?
/ Que resultado {c} obteve no treino?
?a c: Que nota {c} tirou na prova oficial?
= deadline c a d+70
x deadline c d
## schedule
$ pl Flex | Manhã | Sábado
$ pl2 Noturno | Intensivo | Particular
c a: peguei o plano {pl}, cabia direitinho na minha agenda
s: cabe mesmo
-- 30
c b: mudou meu plantão de voluntári{o} no hospital, troca pro {pl2} por favor
s: trocado, começa na segunda
c c: só vou chegar de jaleco, não estranhem
s: a professora vai adorar kkk
-- 20
s: abriu o VIP com nativo, interessa?
c d: interessa mas meu bolso disse não
s: fica pra próxima
?t a: Em que plano {c} estava em {month a}?
/ Que modalidade {c} cursava em {month a}?
?m b c: Por que {c} trocou de plano, e com que roupa vem do hospital?
/ O que levou à mudança de turma, e como {c} virá vestid{o}?
?o c: {c} ajuda em hospital?
?s d: Por que {c} não quis o VIP com nativo?
?a d: Quem é o professor nativo de {c}?
= plan c a {pl}
= plan c b {pl2}
x plan c d
x works_at c b
## kid_class
c a: meu filho {kid} detesta a turma dele, diz que é o único que erra
s: poxa. quer que eu converse com a professora?
c b: ele é tímido, senta lá no fundo, ela nem percebe
s: vou trazer ele pra frente, com jeitinho
-- 20
c c: não sei o que fizeram mas ele chegou cantando em inglês no banho
s: um joguinho de karaokê 🎤
-- 20
c d: pediu pra convidar a professora pro aniversário
s: ela vai sim!
?m a c: Por que {kid} detestava a turma, e como chegou cantando depois?
/ Como o menino se sentia no curso, e o que mudou?
?s b: Onde {kid} senta na turma?
/ Em que lugar o menino costumava ficar?
?o d: {kid} gosta da professora agora?
?t c: Em que mês {kid} chegou cantando no banho?
?a c: Que música {c} canta no banho?
## refund
c a: paguei a matrícula em duplicidade, olha o extrato
s: vi aqui, foi erro da maquininha
c b: era o dinheiro do gás kkkk
s c: devolvo em 5 dias úteis
c: 5 dias? tá
-- 12
c d: já são 9 dias úteis contados no dedo
s: vou no financeiro agora pessoalmente
c e: caiu! e ainda veio com um chaveirinho
s: mimo do financeiro
?m c d: Em quantos dias úteis devolveriam a matrícula, e quantos já eram?
/ Que prazo foi prometido, e ele foi cumprido?
?o b: O dinheiro da matrícula fazia falta a {c}?
?s e: O que veio junto com o dinheiro devolvido?
/ Que brinde acompanhou a solução?
?t a: Em que mês {c} pagou a matrícula em duplicidade?
?a c: Que prazo {c} exigiu para a devolução?
"""
