"""Stories of the training family in Portuguese that one trade has: optics, furniture and photography."""

TEXT = """
# optics: Ótica Clarear | Lente Viva
## multifocal
c a: [tô|ando] tropeçando em degrau com a lente nova
s: é multifocal, o cérebro demora a acostumar
c b: ontem cumprimentei um manequim
s: kkkkk em quinze dias passa
-- 15
c c: agora leio bula e vejo ônibus, tudo com os mesmos óculos
?m a c: Que dificuldade {c} teve com a lente, e ela passou?
?s b: Quem {c} cumprimentou por engano?
?o c: {c} se adaptou aos óculos?
?t a: Em que mês {c} recebeu a lente nova?
## frame
$ fr tartaruga | gatinho | redonda dourada
c a: quero uma armação {fr}, igual à da minha professora
s: tenho duas parecidas
c b: meu nariz é fino, tudo escorrega
s c: ponho plaquetas de silicone
-- 20
c d: sentei em cima, achatou feito panqueca
s: endireito na hora, traz
?m b c: Por que os óculos de {c} escorregam, e o que a loja põe?
?s a: Que armação {c} quer?
/ Em quem {c} se inspirou para escolher o modelo?
?o d: Que acidente sofreu a armação?
?t d: Em que mês {c} sentou nos óculos?
?a d: Quanto custou endireitar a armação?
## school_eyes
c a: a professora disse que a {kidf} copia tudo errado do quadro
s: traz pra um exame de vista
c: levo quinta
-- 12
s b: ela tem três graus de miopia, tadinha
c c: e eu brigando por causa do caderno
-- 20
c d: ela viu estrela pela primeira vez e ficou meia hora na janela
?m a b: O que a professora notou em {kidf}, e o que deu no exame?
?s d: O que {kidf} fez ao ver estrela?
?o c: {c} se sente culpad{o} pelas broncas?
?t b: Em que mês se descobriu a miopia?
?a b: Quantos graus {c} tem?
## contact
c a: dá pra nadar com lente de contato?
s: melhor não, risco de infecção
c b: e se eu fechar o olho?
s: aí não vê a raia kkk
-- 20
c c: comprei óculos de natação com grau, bati na parede do mesmo jeito
s: distração não tem lente
-- 20
c d: fiquei em quarto no torneio da terceira idade
?m a c: O que {c} queria usar para nadar, e o que comprou?
?s d: Em que lugar {c} ficou no torneio?
?o c: Os óculos evitaram a batida?
?t d: Em que mês foi o torneio?
?u: Em que piscina {c} nada?
## insurance_glasses
c a: o cachorro da minha sobrinha comeu meus óculos de sol
s: inteiros?
c b: deixou uma haste, com educação
s c: tem garantia de acidente, paga só 30%
-- 15
c d: peguei o novo e pus no alto da estante
s: longe do cachorro
c: e de mim também, não alcanço
?m a c: O que o cachorro comeu, e quanto {c} paga pela garantia?
?s b: Que parte dos óculos sobrou?
?o d: Onde {c} guarda os óculos novos?
?t d: Em que mês {c} pegou os óculos novos?
?a a: Como se chama a sobrinha de {c}?
# furniture: Marcenaria Cedro | Ateliê Peroba
## table
$ wood jatobá | freijó | imbuia
c a: preciso de uma mesa de {wood} pra doze pessoas
s: família grande!
c b: italianos de domingo, cada um fala por três
s c: duas peças com encaixe, senão não passa na porta
-- 30
c d: chegou e coube por um dedo
c e: no primeiro almoço meu tio já riscou com a faca
s: lixo e passo óleo, vira história
?m b c: Para quem é a mesa, e por que são duas peças?
?s a: De que madeira é a mesa?
?o d: A mesa passou na porta com folga?
?t d: Em que mês a mesa chegou?
?a e: Quanto o tio pagou pelo risco?
## crib
c a: um berço que vire cama depois, dá?
s: dá, com grade removível
c b: sem verniz com cheiro, a {kidf} tem asma
s c: uso cera de abelha então
-- 25
c d: ela dormiu a noite toda, acho que é o cheiro do mel
-- 25
c e: já tirei a grade, ela desce sozinha e aparece na sala às cinco
?m b c: Por que não pode verniz no berço, e o que se usa?
?s e: A que horas {kidf} aparece na sala?
?o d: {kidf} dorme bem no berço?
?t e: Em que mês {c} tirou a grade?
?a a: De que cor é o berço?
## wardrobe
c a: o guarda-roupa ficou com uma porta que abre sozinha
s: o piso deve estar torto
c b: minha filha acha que é fantasma, deu nome e tudo
s: qual nome?
c: Armando
-- 12
s c: calcei um pé com cunha, deve parar
-- 20
c d: parou, ela ficou de luto pelo Armando
?m a c: O que fazia a porta do guarda-roupa, e o que se calçou?
?s b: O que a filha de {c} achava da porta?
?o d: A menina ficou contente com o conserto?
?t c: Em que mês o pé foi calçado?
?a d: Que fantasma {c} viu?
## restore
c a: achei uma cadeira de balanço no lixo, dá pra salvar?
s: depende, me mostra uma imagem
c b: falta um braço e tem cupim de estimação
s c: trato o cupim e torneio outro braço, uns 20 dias
-- 25
c d: ficou melhor que eu, minha mãe não levanta mais dela
-- 20
c e: apareceu o antigo dono, reconheceu e só pediu pra sentar um pouco
?m b c: O que faltava na cadeira, e em quantos dias fica pronta?
?s a: Onde {c} achou a cadeira?
?o d: A mãe de {c} gosta da cadeira?
?t e: Em que mês apareceu o antigo dono?
?a e: Quanto o antigo dono ofereceu pela cadeira?
## shelf
c a: estante pra 900 livros, parede de gesso
s: precisa reforço de aço
c b: são gibis também, não me julgue
s: eu tenho mais que você
-- 20
s c: instalada, aguenta até enciclopédia
c d: botei tudo por cor, meu irmão bibliotecário chorou
?m a c: Para quantos livros é a estante, e ela aguenta?
?s b: O que mais {c} guarda além de livros?
?o d: O irmão aprovou a ordem dos livros?
?t c: Em que mês a estante foi instalada?
?u: Qual é o livro preferido de {c}?
# photography: Foco & Luz | Retrato Fiel
## newborn
c a: ensaio do bebê com dez dias, ele só chora
s: a gente vai no tempo dele
c b: ele dorme com barulho de secador
s: levo um secador então kkk
-- 15
c c: amei as fotos, principalmente a dele fazendo xixi em você
s: meu retrato oficial
?m b c: O que faz o bebê dormir, e de que foto {c} gostou?
?s a: Quantos dias tinha o bebê no ensaio?
?o c: O ensaio correu sem imprevistos?
?t c: Em que mês {c} recebeu as fotos do bebê?
## passport
c a: preciso de foto pra documento, mas saio sempre de olho fechado
s: tiro vinte se precisar
c b: da última vez acharam que eu tava dormindo no aeroporto
-- 12
s c: saiu na décima nona
c: recorde
-- 20
c d: o policial olhou e disse: bonita foto. emoldurei
?m a c: Que problema {c} tem nas fotos, e em que tentativa saiu?
?s d: Quem elogiou a foto de {c}?
?o b: A foto antiga causou confusão?
?t c: Em que mês saiu a foto do documento?
?a d: Para que país {c} viajou?
## drone
$ pl sítio | pousada | alambique
c a: quero foto aérea do meu {pl} pra pôr no site
s: levo o drone sábado, se não ventar
c b: cuidado com o gavião, ele não gosta de visita
-- 12
s c: o gavião atacou, perdi uma hélice mas salvei as fotos
c: avisei, o bicho é ciumento
-- 20
c d: a foto do ataque virou a mais curtida
?m b c: De que {c} avisou, e o que o drone perdeu?
?s a: Para que {c} quer a foto aérea?
?o d: O ataque acabou sendo bom para a divulgação?
?t c: Em que mês o drone foi atacado?
?a c: Quanto custou a hélice?
## old_photo
c a: dá pra restaurar uma foto de 1938 rasgada no meio?
s: dá, se tiver as duas metades
c b: tenho, cada metade ficou com uma irmã que brigou
s: que história
-- 20
s c: colei no digital e devolvi o rosto do seu bisavô
c d: as duas velhinhas se abraçaram quando viram
?m b d: Com quem estavam as metades da foto, e o que elas fizeram ao ver?
?s a: De que ano é a foto rasgada?
?o c: Dá para ver o rosto do bisavô?
?t c: Em que mês a foto foi restaurada?
?a b: Por que as irmãs brigaram?
## school_year
c a: sou da comissão, 140 alunos pra fotografar em dois dias
s: consigo com mais um assistente
c b: tem um que só sorri se falarem de dinossauro
s: estudo os dinossauros
-- 20
s c: faltaram nove, remarquei a repescagem
-- 20
c d: o do dinossauro saiu rindo em todas, a mãe comprou o pacote inteiro
?m a c: Quantos alunos eram, e quantos faltaram?
?s b: O que faz o menino sorrir?
?o d: A mãe gostou das fotos do filho?
?t d: Em que mês a mãe comprou o pacote?
?u: Em que colégio foram as fotos?
"""
