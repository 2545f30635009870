"""Stories of the training family in Portuguese that fit every shop."""

TEXT = """
# any
## flood
c a: a enchente levou meu fogão e o sofá, tô morando na casa da minha madrinha
s: que situação, {c}. alguém ferido?
c: graças a deus não
s b: seguro seus pagamentos por dois meses, sem multa
c: nem sei como agradecer
-- 25
c c: consegui alugar uma quitinete perto da estação, recomeçando
s: recomeço é bonito
c d: ganhei um fogão usado da vizinha e um sofá da paróquia
?m a d: O que a enchente levou, e de quem {c} ganhou outros?
/ Que perdas {c} sofreu, e como foram repostas?
?s b: Por quanto tempo os pagamentos ficaram suspensos?
?o c: {c} já saiu da casa da madrinha?
?t c: Em que mês {c} alugou a quitinete?
/ Quando {c} voltou a ter um teto próprio?
?a c: Quanto custa o aluguel da quitinete?
## twins
c: não repara na demora, [levei minha irmã no ultrassom|vim do ultrassom da minha irmã]
s: pra quando é?
c a: daqui a três meses, e são gêmeos, ela descobriu hoje
s: DOIS! parabéns
c: ainda tô em choque
-- 35
c b: meus sobrinhos nasceram antes da hora, estão na incubadora mas mamando bem
s: força pra vocês
-- 30
c c: vieram pra casa, e ela veio morar comigo! um dorme e o outro grita, revezam
s: trabalho em equipe
?m a b: O que a irmã de {c} descobriu, e os gêmeos nasceram no tempo?
?s b: Onde ficaram os recém-nascidos no começo?
?o c: {c} consegue dormir com os bebês em casa?
?t c: Em que mês os gêmeos vieram para casa?
?u: Que nome têm os gêmeos?
## driving
c a: reprovei na baliza de novo, terceira vez
s: respira, todo mundo reprova
c b: o examinador falou que eu tenho medo do retrovisor kkkk
s: e tem?
c: tenho
-- 20
c c: paguei aula extra com um senhor de 80 anos que treina no estádio
s: curioso
-- 20
c d: PASSEI! beijei o examinador na testa
s: kkkkk
?m a d: Quantas vezes {c} reprovou, e passou no fim?
/ Como foi o caminho de {c} até a carteira?
?s c: Onde {c} teve aula extra de baliza?
?o b: O que assusta {c} ao volante?
?t d: Em que mês {c} passou na prova de direção?
?a d: Que carro {c} comprou depois de passar?
## marathon_cake
$ cake de fubá | de nozes | de maracujá
c a: inventei de vender bolo {cake} no prédio pra pagar o conserto
s: quem vende reconhece quem vende kkk
c b: no primeiro dia vendi dois, um foi pra mim mesm{o}
s: começo humilde
-- 25
c c: agora são trinta por semana, o porteiro é meu gerente
s: crescimento chinês
-- 20
c d: a vigilância apareceu, mas provaram e foram embora com uma fatia
?m b c: Quantos bolos {c} vendeu no começo, e quantos vende por semana?
?s a: Que sabor {c} vende no prédio?
/ O que {c} fabrica para ganhar dinheiro?
?o d: A fiscalização criou problemas?
?t c: Em que mês o porteiro já ajudava nas vendas?
?a d: Que multa a vigilância aplicou?
## diploma
c a: depois de 20 anos voltei pra faculdade, turma da noite
s: que coragem! qual curso?
c b: serviço social, no campus novo
c: sou o dinossauro da sala
-- 25
c c: tirei dez em estatística, os meninos me pediram cola
s: kkkk e você deu?
c d: dei resumo, cola não
-- 30
c e: escolheram a mim pra fazer o discurso da colação
?m a e: Depois de quanto tempo {c} voltou a estudar, e que honra recebeu?
?s b: Que curso {c} faz à noite?
?o d: {c} é honest{o} com os colegas nas provas?
?t c: Em que mês {c} tirou dez?
?a c: Que nota {c} tirou em sociologia?
## band
$ st forró pé de serra | rock dos anos 70 | samba de raiz
c a: montei uma banda de {st} com o pessoal do futebol
s: quero ouvir! toca o quê?
c b: zabumba, ou o que aparecer na frente
-- 25
c c: primeiro show cancelado, o dono do bar achou a gente muito alto
s: elogio disfarçado
-- 25
c d: tocamos na quermesse e choveu moeda
s: literalmente?
c: uma acertou o vocalista
?m a c: Que banda {c} montou, e por que o show foi cancelado?
?s b: Que instrumento {c} toca?
?o d: O público da quermesse gostou da apresentação?
?t d: Em que mês a banda tocou na quermesse?
?a d: Quanto a quermesse pagou pelo show?
## insomnia
c a: faz um mês que acordo às três da manhã [pensando|sem motivo]
s: já tentou chá?
c b: chá, banho, contar carneiro, até ler manual de geladeira
s: o manual devia funcionar
-- 20
c c: descobri: era o relógio do vizinho apitando atrás da parede
s: mentira!
c d: ele tirou a pilha e eu dormi onze horas
?m a c: A que horas {c} acordava, e qual era a causa?
/ Que distúrbio {c} tinha, e o que se descobriu?
?s b: O que {c} tentou contra a insônia?
?o d: O sono de {c} voltou ao normal?
?t c: Em que mês se descobriu o relógio?
?a b: Que remédio para dormir {c} tomou?
## translate
c a: minha nora é coreana, a família dela vem me conhecer
s: que chique! e a língua?
c b: aprendi a dizer obrigado e sem pimenta
s: o essencial
-- 20
c c: foi lindo, a mãe dela chorou com meu arroz doce
s: arroz doce é universal
-- 25
c d: agora vamos nós, passagem comprada pra Seul
s: leva cobertor
?m a d: De onde é a nora de {c}, e para onde compraram passagem?
?s b: O que {c} sabe dizer em coreano?
?o c: Que comida de {c} emocionou a visita?
?t d: Em que mês a passagem foi comprada?
?u: Quanto custou a passagem para a Coreia?
## allotment
$ v alface | couve | cenoura | rúcula
c a: ganhei um canteiro na horta comunitária
s: vai plantar o quê?
c b: {v}, dizem que é à prova de desastrado
-- 25
c c: as formigas fizeram a colheita antes de mim
s: sócias
c d: um senhor da horta me deu casca de laranja pra espantar
-- 25
c e: funcionou, levei um maço pra cada colega
s: e o nosso?
?m c d: O que as formigas fizeram na horta, e com o que se espanta?
?s b: O que {c} plantou no canteiro?
?o e: A colheita de {c} deu o bastante para repartir?
?t e: Em que mês {c} levou verdura aos colegas?
?a d: Que veneno {c} usou na horta?
## jury
c a: fui sortead{o} pra ser jurad{o}, três dias no fórum sem celular
s: nossa, responsabilidade
c b: o lanche é pão com mortadela e silêncio
-- 15
c c: acabou, não posso contar nada, mas chorei
s: imagino
c d: fiz amizade com uma jurada que cria abelhas
-- 25
c e: ela me mandou um litro de mel
?m a d: Por que {c} ficou sem celular, e com quem fez amizade?
?s b: Que lanche serviam no fórum?
?o c: O julgamento mexeu com {c}?
?t e: Em que mês chegou o mel?
?a c: Qual foi a sentença do réu?
## tooth_fairy
c a: meu neto {kid} engoliu o dente de leite e quer negociar com a fada
s: kkkk negociar o quê?
c b: ele escreveu um contrato, pede cinco reais e um dinossauro
s: advogado nato
-- 12
c c: a fada deixou só o dinossauro e um bilhete dizendo crise
s: amei
-- 25
c d: caiu outro, dessa vez guardou num pote com cadeado
?m a d: O que houve com o primeiro dente do neto, e como guardou o segundo?
?s b: O que o contrato de {kid} pedia à fada?
?o c: A fada pagou tudo o que foi pedido?
?t d: Em que mês caiu outro dente?
?a c: Quantos reais a fada deixou?
## lost_ring
$ wh no ralo da pia | na massa do pão | no saco do aspirador
c a: perdi minha aliança, revirei a casa inteira
s: ai, {c}. {p} já sabe?
c b: não, tô usando uma de latão que achei na feira
s: kkkk perigoso
-- 20
c c: ACHEI, tava {wh}, depois de três semanas
s: ufa, respirei junto
c d: {p} disse que sabia desde o segundo dia, o latão deixa o dedo verde
?m b d: O que {c} usava no lugar da aliança, e como {p} percebeu?
?s c: Onde estava a aliança?
/ Em que lugar apareceu a joia sumida?
?o d: {c} conseguiu esconder o segredo?
?t c: Em que mês {c} achou a aliança?
?a a: Quem roubou a aliança de {c}?
## blood
c a: doei sangue pela primeira vez, desmaiei na saída
s: mas doou!
c b: ganhei suco, bolacha e uma bronca por não ter comido
-- 30
c c: me ligaram, meu tipo é raro, querem que eu volte a cada três meses
s: você é um tesouro
-- 30
c d: fui de novo, dessa vez de barriga cheia e em pé até o fim
?m a d: O que aconteceu na primeira doação de {c}, e na seguinte?
?s c: De quanto em quanto tempo {c} deve doar sangue?
?o b: Por que {c} levou bronca?
?t c: Em que mês descobriram que o tipo é raro?
?u: Qual é o tipo sanguíneo de {c}?
## chess
c a: comecei a jogar xadrez na praça com os aposentados
s: e ganha?
c b: perco de um senhor chamado {friend} que joga de olho fechado
-- 25
c c: {friend} me ensinou uma abertura secreta, disse que é da mãe dele
s: genial
-- 25
c d: ganhei a primeira! ele aplaudiu e pediu revanche
c e: acho que ele deixou
?m b c: De quem {c} perde no xadrez, e o que ele ensinou?
?s a: Onde {c} joga xadrez?
?o e: {c} acredita ter merecido a vitória?
?t d: Em que mês {c} ganhou a primeira partida?
?a d: Que prêmio {c} ganhou no xadrez?
# chatter
## fog
c: [cerração|neblina] tão grossa que conversei com um poste
s: e ele?
c: muito educado, não interrompeu
s: dizem que limpa à tarde
c: o poste não disse nada
## bingo
c: fui no bingo da escola
s: ganhou?
c: um abacaxi e um ventilador sem hélice
s: combo perfeito
c: o abacaxi tava ótimo
s: já é lucro
## socks
c: por que sempre some uma meia só
s: mistério da humanidade
c: tenho dezessete viúvas na gaveta
s: faz um fantoche
c: faço um elenco inteiro
## printer
c: minha impressora imprime só quando ninguém olha
s: ela é tímida
c: sai tudo azul, até foto de tomate
s: tomate do futuro
c: vou jogar pela janela com carinho
## parrot
c: o papagaio do térreo aprendeu meu toque
s: kkkk e você atende?
c: corro toda vez
s: ele se diverte
c: hoje ele imitou o liquidificador
## gym_once
c: fui na academia
s: e aí?
c: fui ver o preço da vitamina
s: já conta
c: subi a escada duas vezes por engano
s: treino de perna
## haircut_self
c: cortei minha franja em casa
s: ih
c: agora tenho três franjas de tamanhos diferentes
s: moda em camadas
c: boné até dezembro
## ant
c: uma formiga atravessou minha mesa com um farelo maior que ela
s: inspiração
c: eu não carrego nem a sacola do mercado
s: ela não tem coluna
c: sábio
## karaoke
c: perdi a voz no karaokê
s: cantou o quê?
c: tudo, inclusive a dos outros
s: polivalente
c: me deram um troféu de plástico pra eu parar
## umbrella
c: saí com guarda-chuva e não caiu uma gota
s: clássico
c: ontem sem, virei sopa
s: a nuvem te segue
c: vou sair com meio guarda-chuva
"""
