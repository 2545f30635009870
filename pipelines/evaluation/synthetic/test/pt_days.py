"""More stories of the test family in Portuguese that fit every shop: ordinary days, and what comes out of them."""

TEXT = """
# any
## beach_week
c a: meu endereço de sempre é {street}, mas quem abre é a diarista
s: tem dia certo dela?
c: terça e sexta
-- 25
c b: essa semana tô na casa de praia de um amigo em {city}, nem adianta mandar nada
s: seguro aqui então. volta quando?
c: domingo, queimad{o} como um camarão
-- 15
c c: voltei! a casa ainda cheira a peixe porque a geladeira ficou aberta
s: que recepção
c d: a diarista quer dividir comigo o prejuízo, um amor
?m a b: Onde as coisas de {c} são entregues, e por que naquela semana não valia a pena enviar?
?s c: Por que havia cheiro ruim em casa quando {c} voltou?
?t b: Em que mês {c} passou uns dias na praia?
?o d: A empregada assumiu parte da culpa pela geladeira?
?a b: Em que rua fica a casa de praia de {c}?
= lives_at c a {street}
x lives_at c b
## brother_firm
c a: eu trabalho na {firm}, no turno da tarde, mas hoje troquei com um colega
s: trocou por quê?
c: apresentação da escola da minha sobrinha
-- 25
c b: meu irmão trabalha na {firm2} e vive dizendo que lá é melhor, café de máquina e tudo
s: e você acredita?
c: no café sim
-- 20
c c: na {firm} agora tem máquina tb, depois que fizemos um abaixo-assinado
s: a força do povo
c d: o irmão ficou sem argumento
?m b c: Que vantagem o irmão de {c} contava da empresa dele, e como a de {c} respondeu?
?s a: Em que turno {c} trabalha?
?o d: O irmão ainda tem do que se gabar?
?t c: Em que mês a empresa de {c} ganhou a máquina de café?
?a b: Que cargo {c} tem na {firm2}?
= works_at c a {firm}
x works_at c b
## sms_only
c: teu whats caiu aqui, nem notificação chega
s: vi que não foi entregue mesmo
c a: manda por sms, é o único que toca no sítio
s: sms então, bem velha guarda
c: aqui o sinal mora em cima da mangueira
-- 25
c b: subi na mangueira pra te responder e a escada caiu kkkk
s: você ficou preso em cima da árvore??
c c: o caseiro me tirou de lá depois do almoço
-- 20
s: vai colocar antena um dia?
c d: se um dia tiver internet aqui me escreve por e-mail, por enquanto continua igual
?m a b: Por qual meio {c} recebe avisos no sítio, e que acidente teve por causa do sinal?
?s c: Quem ajudou {c} a descer da mangueira?
?o d: Já há internet no sítio de {c}?
?t b: Em que mês a escada caiu?
?a d: Que antena {c} instalou?
= preferred_channel c a sms
x preferred_channel c d
## come_by
c: essas coisas por mensagem eu não entendo nada
s: posso explicar por telefone
c a: não, prefiro ir aí pessoalmente, levo um pão de queijo
s: combinado, com café
-- 20
c b: adorei a visita, o {friend} do balcão me mostrou tudo com calma
s: ele gostou do pão de queijo
-- 20
s: {c}, mando o resumo por e-mail?
c c: deixa, sexta eu passo aí de novo, quero ver o {friend}
s: ahhh entendi tudo kkkk
c d: nada disso, ele lembra meu filho que mora longe
?m a b: De que jeito {c} gosta de resolver as coisas, e quem atendeu no balcão?
?s a: O que {c} prometeu trazer na visita?
?o d: Por que {c} se apegou ao atendente?
?t b: Em que mês {c} contou que gostou da visita?
?u: Em que cidade mora o filho de {c}?
= preferred_channel c a in_person
x preferred_channel c c
## euros
$ m 1.500 | 2.200 | 3.400
$ n 900 | 1.200 | 650
c a: recebo da tia de Portugal, então meu orçamento é de {m} euros
s: que chique, converto aqui
c: converte com carinho
-- 30
c b: a tia trocou de namorado e a mesada encolheu, agora o orçamento é {n} euros
s: kkkkkk culpa do amor
c c: ele se chama Duarte e não gosta de brasileiro que gasta
-- 15
s: e se a gente fizesse por 2.800 euros, com tudo incluso?
c d: só se o Duarte sumir do mapa
?m a b: Quanto {c} podia gastar no início, e quanto depois que a tia mudou de namorado?
?t a: Em {month a}, quantos euros {c} tinha?
?o c: O Duarte vê com bons olhos as despesas de {c}?
?s a: De onde vem o dinheiro de {c}?
?a d: Que proposta de 2.800 euros {c} aceitou?
= budget c a {m} EUR
= budget c b {n} EUR
x budget c d
## choir_goal
$ gl cantar no teatro municipal | correr a são silvestre | aprender libras
c a: meu objetivo é {gl} antes dos cinquenta
s: falta muito pros cinquenta?
c: onze meses kkkk
-- 20
c b: a professora falou que eu respiro errado desde 1980
s: ainda bem que respira
-- 25
c c: consegui!! {p} filmou tudo tremendo
s: quero ver o vídeo
c d: só aparece o pé da pessoa da frente
?m a c: O que {c} queria fazer antes dos cinquenta, e conseguiu?
?s b: Que defeito a professora apontou em {c}?
?o d: O vídeo de {p} ficou bom?
?t c: Em que mês {c} realizou o sonho?
?a c: Quem aplaudiu {c} de pé?
= goal c a {gl}
## library
$ gen terror | culinária | poesia
c a: tô organizando uma geladeira de livros na praça, aceita doação?
s: que ideia! tenho vários de {gen}
c: manda, ninguém ainda deu desse
-- 20
c b: alguém levou a geladeira inteira, sobrou o fio
s: não pode ser
c c: deixaram um bilhete: fiquei com sede de leitura
-- 25
c d: devolveram! com duas prateleiras novas e mais quarenta livros
s: fé na humanidade
?m b d: O que aconteceu com a geladeira de livros, e como voltou?
?s a: Que tipo de livro {s} ofereceu para doação?
?o c: Quem levou tinha senso de humor?
?t d: Em que mês a geladeira foi devolvida?
?a d: Quem foi preso pelo furto da geladeira?
## tenant_snake
$ an uma jiboia | um gambá | um ouriço
c a: apareceu {an} no telhado, ninguém dorme aqui
s: chama os bombeiros!
c b: chamei, disseram que só vêm se estiver atacando alguém
s: espero que não ataque
-- 12
c c: um biólogo da universidade veio, batizou de Gilberto e levou no colo
s: no colo??
-- 25
c d: Gilberto virou pesquisa, me mandaram o artigo com o nome da minha rua
s: famos{o}!
?m a c: Que animal {c} achou no telhado, e quem levou embora?
?s b: Em que condição os bombeiros viriam?
?o d: O bicho serviu à ciência?
?t c: Em que mês o biólogo veio?
?a c: Em que universidade {c} estuda biologia?
"""
