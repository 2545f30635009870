"""Stories of the test family in Portuguese that fit every shop: money, dates, wishes, complaints, hand-overs."""

TEXT = """
# any
## budget_up
$ m 1.800 | 2.400 | 3.200 | 4.600
$ n 2.900 | 3.500 | 5.100 | 6.300
s: com os extras fica em torno de R$ 7.900, o que acha?
c a: tá doid{s.o}? não passo de R$ {m} nisso
s: kkkk ok, monto algo dentro disso
c: faz milagre aí
-- 30
c b: recebi um dinheirinho do acerto, dá pra subir meu teto pra R$ {n}
s: aí sim abre possibilidades
c: mas nem um centavo a mais
-- 15
s: tem um modelo por R$ 8.200 que é a sua cara
c c: se eu ganhasse na mega até comprava, mas não
s: entendi o recado kkk
?t a: Em {month a}, {c} não passava de quanto?
/ Qual era o limite de gasto de {c} em {month a}?
?m a b: O teto de {c} subiu de quanto para quanto, e com que dinheirinho?
/ De quanto para quanto mudou o que {c} pode desembolsar, e graças a quê?
?o c: {c} compraria o modelo mais caro se pudesse?
?s b: De onde veio o dinheiro a mais de {c}?
/ De onde veio a folga financeira de {c}?
?a c: Que valor {c} aceitou pagar pelo modelo mais caro?
= budget c a {m} BRL
= budget c b {n} BRL
x budget c c
## budget_down
$ m 5 mil | 8 mil | 12 mil
$ n 3,5 mil | 4,2 mil | 2,8 mil
c a: separei {m} pra isso, tá na poupança
s: ótimo, com {m} a gente faz bonito
c: assim espero
-- 30
c b: aconteceu um imprevisto, [o dente do meu filho|a geladeira queimou|o carro bateu]
c c: agora só consigo ir até {n}
s: sinto muito! ajustamos sem drama
c: valeu pela compreensão
-- 20
c d: meu irmão gastou 20 mil numa coisa parecida, achei absurdo
s: cada um com seu bolso né
c: ele não tem juízo
?m b c: Que imprevisto {c} teve, e até quanto pode ir agora?
/ O que obrigou {c} a reduzir a verba, e a quanto ela caiu?
?t a: Quanto {c} tinha separado na poupança em {month a}?
/ Quanto {c} tinha guardado em {month a}?
?o d: O que {c} acha do jeito que o irmão gasta?
?a d: Onde {c} empregou 20 mil?
= budget c a {m} BRL
= budget c c {n} BRL
x budget c d
## deadline_moved
$ event a festa do {kid} | o evento da igreja | a visita dos meus pais | a vistoria
c a: preciso de tudo pronto até {d+60}, é {event}
s: {d+60} dá tranquilo
c: não me deixa na mão hein
s: jamais
-- 20
c b: adiaram! {event} passou pra outra data, então o limite agora é {d+75}
s: ufa, mais folga pra gente
c c: pra mim é pior, já tinha comprado as bexigas e o gelo kkk
s: gelo não vai aguentar
-- 15
s: consigo entregar já em {d+10}, quer?
c d: não, antes não tenho nem onde guardar. mantém o combinado
s: mantido
?t b: Até quando tem que estar pronto, depois que adiaram?
/ Qual ficou sendo a data final do serviço após o adiamento?
?m a b: Para que evento {c} precisa de tudo pronto, e o que mudou na data?
?o d: {c} tem onde guardar se a entrega vier antes?
?s c: O que {c} já tinha comprado para a festa quando adiaram?
/ O que {c} já tinha providenciado cedo demais?
?a d: Em que dia {c} aceitou receber antes?
= deadline c a d+60
= deadline c b d+75
x deadline c d
## deadline_kept
c: [o prazo|a data] de vocês é confiável?
s: é sim, por quê?
c a: porque até {d+50} isso tem que estar resolvido, depois eu viajo
s: vai viajar pra onde?
c b: {city}, ver minha afilhada se formar, a {friendf}
s: que orgulho!
-- 12
c c: dizem que vai ter greve nos aeroportos, imagina se eu não vou
s: aí o prazo muda?
c d: não, o prazo é o mesmo com greve ou sem
-- 12
s: {c}, a fábrica propôs {d+90}
c: nem pensar
c e: o que vale é o que eu disse lá atrás
s: vou cobrar eles
?s b: Quem vai se formar em {city}?
/ Que cerimônia {c} vai assistir fora?
?o a c: Uma greve nos aeroportos atrapalha {c}?
?m a e: A data que a fábrica propôs cabe no prazo que {c} disse?
/ {c} aceitou a contraproposta do fabricante?
?t a: Em que mês {c} disse até quando isso tem que estar resolvido?
?a b: De que curso {friendf} está se formando?
= deadline c a d+50
x deadline c d
x deadline c e
## rude_courier
$ what deixou a caixa na chuva | jogou por cima do portão | foi embora sem tocar
c a: o entregador de vocês {what}
s: nossa {c}, que absurdo. tem foto?
c: tenho mas tô sem sinal [agora|aqui]
s: vou registrar
-- 10
t b0: {c}, aqui é {t}, assumi o seu caso no lugar de {s}
c: ah, e o que deu?
t b: a transportadora foi trocada e você ganha 15% na próxima
c: [melhorou|agora gostei]
-- 20
c c: dessa vez veio um senhorzinho super educado, dei até café pra ele
t: que bom ouvir isso!
c d: viu, quando tratam bem eu elogio tb
?m a b: O que o entregador fez, e quanto {c} ganhou na compra seguinte?
/ Que incidente {c} relatou e que compensação recebeu?
?s b0: Quem assumiu o caso de {c} no lugar de {s}?
/ Quem cuidou da queixa até o fim?
?o c d: {c} tratou bem o novo entregador?
?t b: Em que mês a transportadora foi trocada?
?a a: Que desconto {s} prometeu pela entrega ruim?
= pain_point c a {what}
## handover
s a: {c}, meu bebê tá chegando! de amanhã em diante fico em meio período, meia licença, e {t} segue com você
c: que notícia linda! parabéns!!
s: obrigad{s.o} 💛 {t} já sabe de tudo
c: felicidades pra família
-- 12
t: oi {c}, {t} por aqui, tudo bem?
c: tudo! já nasceu?
t b: nasceu na madrugada de terça, 3 quilos e meio, se chama {kid}
c: awn
t: mando seus parabéns
-- 40
s c: voltei pro dia inteiro, {c}! saudade
c d: que bom! {t} cuidou super bem mas você conhece meus chiliques kkk
s: conheço e gosto
?m a b: Por que {s} ficou em meio período e como se chama o bebê?
/ Por que {s} se ausentou, e que nome recebeu a criança?
?t c: Em que mês {s} voltou para o dia inteiro?
/ Em que mês {s} retomou o atendimento?
?o d: {c} gostou de como {t} cuidou de tudo?
?s b: Em que dia da semana nasceu o bebê de {s}?
?a b: Qual é o nome do filho de {t}?
## allergy
$ al camarão | amendoim | lactose | corante
c: vocês vão servir lanche nesse dia da loja aberta?
s: vamos! café, bolo e salgadinho
c a: o {kid} não pode nem chegar perto de {al}, foi parar no hospital uma vez
s: anotado com letra grande
c: obrigad{o} por se preocupar
-- 20
s: teve gente demais na festa né?
c b: demais! o {kid} dançou até cair, nem quis comer
s: kkkk fofo
-- 15
c c: pediatra novo disse que dá pra fazer um tratamento e ele se acostuma aos poucos
s: tomara que funcione
c: começa mês que vem
?s a: De que alimento o {kid} não pode chegar perto?
/ O que não se pode servir ao menino?
?o a: O {kid} já passou mal no hospital por causa de comida?
?m a c: Que alergia levou o {kid} ao hospital, e que tratamento o pediatra sugeriu?
/ Que problema de saúde tem o {kid}, e que esperança apareceu?
?s b: O que o {kid} fez na festa em vez de comer?
?u: Em que hospital {kid} nasceu?
## hobby
$ h cerâmica | violoncelo | esgrima | canto coral | crochê
$ h2 natação | boxe | capoeira | surfe
c a0: hoje só respondo tarde, é dia de {h}
s: faz faz tempo?
c a: dois anos, comecei depois que me separei da faculdade kkkk precisava de algo pra cabeça
s: que legal
-- 25
c b: parei com {h}, o professor foi embora pra {city}
s: ah não!
c c: entrei na {h2}, na segunda aula já torci o tornozelo
s: melhoras!
-- 20
c d: tirei o gesso hoje, ufa
s: volta pra {h2}?
c: volto, teimos{o} que sou
?t a0: Que dia especial fazia {c} responder tarde em {month a0}?
/ Que passatempo {c} tinha em {month a0}?
?m b c: Por que {c} parou com {h}, e o que houve na {h2}?
/ Por que {c} trocou de atividade, e o que lhe aconteceu na nova?
?s d: Quando {c} tirou o gesso do tornozelo?
?o d c: {c} desistiu da {h2} depois de se machucar?
?a b: Para onde {c} se mudou com o professor?
x lives_at c b
## grandma
$ dish moqueca | cuscuz | feijoada | canjica
c a: tô no interior cuidando da minha vó, ela caiu no banheiro
s: poxa, ela tá bem?
c: quebrou o fêmur, mas já tá mandando em todo mundo
s: sinal de saúde kkk
-- 20
c b: operou e voltou pra casa, fez até {dish} sentada
s: que guerreira
c: 91 anos!
s: quero essa genética
-- 25
c c: a vó veio passar um tempo comigo, montei uma cama na sala
s: cuida bem dela
c d: ela que cuida de mim, já ralhou que eu trabalho demais
?m a b: Que queda a vó de {c} sofreu e como ficou depois de operar?
/ Que acidente sofreu a parente idosa, e como se recuperou?
?s b: O que a vó fez na cozinha depois de operada?
/ Que prato a senhora preparou durante a recuperação?
?t c: Em que mês a vó veio ficar com {c} na sala?
?o d: O que a vó diz do trabalho de {c}?
?u: Como se chama o médico que operou a avó?
## rival
$ rv Preço Bom | Casa Norte | Ponto Certo | MegaOferta
$ diff entrega no mesmo dia | parcela em 18x | dá brinde
c: vi um anúncio [parecido|igual] por aí
s: de quem?
c a: da {rv}, e lá eles {diff}
s: a gente cobre se você trouxer o orçamento
c: boa
-- 20
c b: fui lá na {rv}, que atendimento péssimo, fiquei quarenta minutos em pé
s: aqui tem cadeira e café kkk
c: por isso voltei
-- 15
c c: meu vizinho comprou com eles e em um mês deu defeito
s: acontece...
c: acontece mais lá
?s a: O que a {rv} faz que {c} viu no anúncio?
/ Que vantagem a concorrência oferecia?
?m a b: Por que {c} foi na {rv} e por que voltou para nós?
/ O que atraiu {c} para outra empresa, e o que afastou?
?o c: O que o vizinho de {c} viveu com o que comprou na {rv}?
?t b: Em que mês {c} foi na {rv} e achou o atendimento péssimo?
?a c: Que produto de {c} estragou em um mês?
= competitor c a {rv}
## wish_quiet
$ pf entrega à tarde | atendimento sem pressa | embalagem sem plástico | pagamento no pix
$ gl juntar pra reforma da cozinha | terminar minha faculdade | abrir meu próprio negócio | parar de fumar
s: posso já deixar alguma preferência marcada?
c a: prefiro {pf}, sempre
s: marcado
c: adoro quando anotam
-- 20
c b: minha meta desse ano é {gl}, então cada real conta
s: admiro a disciplina
c: disciplina nada, desespero kkk
-- 20
c c: quase joguei tudo pro alto e fui pra praia semana passada
s: quem nunca
c: mas a meta venceu
?s a: O que {c} prefere sempre?
/ Que cuidado se deve ter ao atender {c}?
?o b: Por que cada real conta para {c} esse ano?
?m a b: Qual a preferência de {c}, e qual a meta desse ano?
/ Que hábito e que objetivo {c} revelou?
?o c: {c} jogou tudo pro alto e foi pra praia?
?u: Em que praia {c} passou as férias?
= preference c a {pf}
= goal c b {gl}
## doubt_price
$ ob achei salgado | não tenho confiança em contrato longo | tenho medo de me arrepender
c: li a proposta inteira [ontem|de madrugada]
s: e aí, o que achou?
c a: sinceramente? {ob}
s: entendo. posso mostrar o que outros clientes disseram
c: manda
-- 12
c b: mostrei os depoimentos pro meu pai e ele conhecia dois dos que escreveram
s: sério? mundo pequeno
c c: jogavam dominó juntos, disseram pra ele que era verdade
-- 12
c d: tá bom, me convenceram. faz o contrato
s: oba! mando hoje
?m a d: O que {c} achou da proposta no começo, e fechou o contrato?
/ Que receio {c} tinha no início, e como acabou decidindo?
?o b c: O que o pai de {c} sabia de quem escreveu os depoimentos?
?s c: Onde o pai conheceu as pessoas dos depoimentos?
/ De onde vinha a amizade com os autores dos testemunhos?
?t d: Em que mês {c} mandou fazer o contrato?
?a b: Que depoimento {c} escreveu?
= objection c a {ob}
## stolen
$ th a mochila | a carteira | o notebook
c a: me roubaram {th} no ponto de ônibus, tinha tudo dentro
s: meu deus, você tá bem?
c: tô, só [assustad{o}|com raiva]
s: quer que eu bloqueie algo aqui?
c: bloqueia o pagamento automático pfv
-- 10
c b: acharam {th}! um catador entregou na delegacia, sem o dinheiro claro
s: que pessoa honesta
c c: levei uma cesta básica pra ele em agradecimento
s: que lindo gesto
-- 15
c: pode ligar o automático de novo
s d: religado hoje, próxima cobrança normal
?m a b: O que roubaram de {c} no ponto de ônibus, e quem achou?
/ O que levaram de {c}, e como reapareceu?
?s c: O que {c} levou em agradecimento a quem achou {th}?
/ Como foi recompensado quem devolveu?
?t d: Em que mês o pagamento automático foi religado?
?o a: Por que o pagamento automático de {c} foi bloqueado?
?a b: Quanto dinheiro havia dentro do que foi devolvido?
"""
