"""Talk of the test family in Portuguese that tells nothing; greetings, and the names of people and places."""

from pipelines.evaluation.synthetic.compose import Greetings

TEXT = """
# chatter
## weather
c: que calor é esse [hoje|gente]
s: nem me fala, o ar daqui pifou
c: aqui o cachorro tá deitado no azulejo
s: ele que é esperto
c: se mudar o tempo eu saio de casa, antes não
s: dizem que vira sexta
c: dizem isso toda semana kkk
## football
c: viu o jogo [ontem|domingo]?
s: vi, que vergonha
c: a defesa mudou tudo e piorou
s: culpa do técnico
c: técnico novo não resolve, tem que trocar a diretoria
s: concordo em gênero, número e grau
c: ano que vem a gente volta
## elevator
c: travei no elevador [agora|mais cedo]
s: sério?? tá bem?
c: tô, saí já, 20 minutos com um entregador de pizza
s: pelo menos tinha pizza
c: ele não deixou abrir a caixa
s: profissional kkkk
c a: o prazo dele estourou, coitado
x deadline c a
## soap
c: ontem dormi vendo novela de novo
s: qual?
c: aquela da moça que troca de nome e volta rica
s: toda novela é assim né kkk
c: e o marido descobre no último capítulo
s: sem spoiler que eu gravo
## price_joke
c: [fui no mercado|passei na feira] e quase desmaiei
s: o tomate?
c: o tomate, o café, tudo
s: daqui a pouco parcelam banana
c a: meu plano é viver de luz
s: a luz também subiu
c: então não tem plano
x plan c a
## audio
c: desculpa o áudio gigante de [antes|ontem]
s: ouvi em duas velocidades kkk
c: era só pra dizer que tava tudo certo
s: 4 minutos pra dizer isso
c: eu conto a história completa ué
s: adoro
## queue
c: tô no banco faz uma hora
s: qual senha?
c: 418, tão chamando a 122
s: leva um livro da próxima vez
c: levei, já acabou
s: então escreve um
c a: vai chamar: o endereço da espera
x lives_at c a
## birthday_agent
c: hoje é seu aniversário que eu vi na foto!
s: é sim, obrigad{s.o} 🥳
c: quantos anos? brincadeira, não precisa dizer
s: 29 pela terceira vez
c: kkkkk mesma idade minha
s: bolo na recepção hoje, aparece
## traffic
c: vou atrasar, a ponte tá parada
s: sem pressa
c: acidente com um caminhão de laranja
s: vai ter suco
c: tem gente descendo do carro pra catar
s: Brasil
c: cheguei na esquina, 5 min
## series
c: tem alguma série pra indicar? [tô de molho|acabei a minha]
s: tem uma de cozinha que é ótima
c: de cozinha dá fome
s: a de médico então
c: de médico eu fico achando que tenho tudo
s: documentário de pinguim?
c: aí eu choro
## dream
c: sonhei que vocês tinham mudado pra dentro de um shopping
s: kkkk quem dera
c: e eu não achava a porta
s: simbólico
c: e o segurança era meu tio
s: anota esses sonhos, dá livro
## cat_keyboard
c: fdsjkl ;;;;;
s: oi?
c: foi o gato no teclado, perdão
s: achei que era senha
c: devia ser, é mais segura que a minha
s: kkkkkk manda beijo pro gato
## power_cut
c: caiu a luz aqui no meio da conversa
s: voltou?
c: voltou com tudo, queimou uma lâmpada
s: só isso tá ótimo
c: a vizinha disse que foi um raio
s: raio sempre leva a culpa
## diet
c: comecei dieta hoje
s: força!
c: já parei
s: foi rápida
c: teve bolo no trabalho da minha prima e eu fui buscar ela
s: foi cilada
c: segunda eu volto, prometo
## mask_party
c: preciso de ideia de fantasia pra sábado
s: orçamento?
c a: zero reais e muita criatividade
s: vai de boleto vencido
c: kkkkk aí assusta todo mundo
s: essa é a ideia
x budget c a
## wrong_chat
c: mãe, comprou o feijão?
s: acho que essa era pra outra pessoa rs
c: aiiii desculpa, chat errado
s: mas compra o feijão
c: ela comprou, preto, eu queria do outro
s: feijão preto é o melhor
c: discordo mas respeito
## coffee
c: qual café vocês servem aí? [maravilhoso|muito bom]
s: é de um produtor aqui perto
c: podia vender junto
s: a gente já pensou
c: eu seria cliente número um
s: do jeito que você toma, falia a gente
## holiday
c: vocês emendam o feriado?
s: não, trabalhamos na sexta
c: coitados
s: faz parte
c: eu também não emendo, só finjo que vou sair
s: kkkk ficar em casa também é viagem
## phone_slow
c: meu celular tá uma carroça
s: limpa as fotos
c: são 14 mil, metade é print
s: print de quê?
c: de conversa, de receita, de preço, de tudo
s: apaga um por dia
c: aí termino com 80 anos
## rain_roof
c: chuva boa pra dormir
s: quem pode né
c: eu não posso mas vou
s: kkkk juízo
c: deixei o telefone no silencioso pra chefe não achar
s: ela vai achar
c: então te conheço não
## street_music
c: tem um moço tocando sax na minha calçada
s: que luxo
c: é a mesma música há duas horas
s: qual?
c: aquela do filme do navio
s: ninguém merece
c: dei dez reais pra ele trocar, ele agradeceu e continuou
"""

GREETINGS = Greetings(
    opened={
        "c": (
            "c: oi {s} // s: oi {c}! tudo bem?",
            "c: bom dia // s: bom dia, {c}, como vai?",
            "c: opa // s: fala {c}!",
            "c: boa tarde, tem alguém aí? // s: sempre, {c} 😄",
            "c: {s}??? // s: aqui, {c}, pode falar",
            "c: oie, sumi mas voltei // s: já tava com saudade, {c}",
            "c: tá podendo? // s: tô sim, diga",
            "c: ei, rapidinho // s: manda",
            "c: boa noite, desculpa o horário // s: imagina, {c}, pode falar",
            "c: oi gente da {shop} // s: oi {c}! é {s}",
            "c: alô alô // s: alô, {c}, ouvindo",
            "c: bom diaaa // s: diaaa! animação boa hein",
            "c: olá, me atende? // s: com prazer, {c}",
            "c: volteiii // s: kkkk bem-vind{o} de volta",
            "c: e aí, {s}, na correria? // s: um pouco, mas pra você tem tempo",
            "c: licença, posso incomodar? // s: incômodo nenhum, {c}",
            "c: psiu // s: oi oi",
            "c: oi, lembra de mim? // s: claro, {c}!",
            "c: dia, {s}! // s: dia, {c}! que manda?",
            "c: oi de novo // s: oi de novo, {c} rs",
            "c: tudo em paz por aí? // s: tudo em paz, e aí?",
        ),
        "s": (
            "s: oi {c}, aqui é {s} da {shop} // c: oi {s}!",
            "s: boa tarde, {c}! // c: boa tarde",
            "s: {c}, tá por aí? // c: tô sim",
            "s: olá, {c}, passando pra saber de você // c: que bom, oi",
            "s: bom dia, {c}! // c: bom dia!!",
            "s: oi {c}, posso te atualizar? // c: pode, manda",
            "s: {c}, um minutinho? // c: até dois kkk",
            "s: oii, {c}, é {s} // c: oii",
            "s: opa {c}, tudo joia? // c: joia e você",
        ),
        "t": (
            "t: olá {c} // c: olá, quem fala?",
            "t: boa tarde {c}, {shop} falando // c: boa tarde",
            "t: oi, {c}? // c: sou eu",
        ),
    },
    closed=(
        "c: valeu, {s}! // s: nós que agradecemos",
        "c: obrigad{o} viu // s: imagina 😊",
        "c: blz, até mais // s: até!",
        "c: tchau tchau // s: tchau, {c}!",
        "s: qualquer coisa chama // c: chamo sim",
        "c: fui // s: vai com deus",
        "c: brigad{o}, você é um anjo // s: que isso",
        "s: precisando, tô aqui // c: eu sei, obrigad{o}",
        "c: fechou então // s: fechou!",
        "c: ok, tô indo pro almoço // s: bom apetite",
        "c: abraço // s: outro, {c}",
        "s: mais alguma coisa? // c: por hoje é só",
        "c: bom descanso pra vocês // s: pra você também",
        "c: até a próxima novela // s: kkkk até",
        "s: boa semana, {c} // c: boa semana!",
        "c: 👍 // s: 👍",
        "c: deixa eu ir que a panela tá no fogo // s: corre!",
        "c: beijo pra equipe // s: entregue 😘",
        "c: vou entrar no ônibus, até // s: até, boa viagem",
        "c: bom fim de semana // s: igualmente, {c}",
    ),
)

POOLS = {
    "first_f": (
        "Marina | Tereza | Luciana | Beatriz | Rosana | Cíntia | Jussara | Valéria | Noemi | Raquel | Simone | "
        "Adriana | Lídia | Ivone | Camila | Michele | Sabrina | Denise | Rute | Kelly | Vanda | Priscila"
    ),
    "first_m": (
        "Paulo | Rodrigo | Anselmo | Wagner | Murilo | Douglas | Renato | Jorge | César | Everton | Nelson | "
        "Fabrício | Ivan | Samuel | Leonel | Márcio | Robson | Tadeu | Hugo | Alex | Valter | Gilson"
    ),
    "last": (
        "Couto | Bastos | Vilela | Pimenta | Arruda | Sampaio | Teles | Furtado | Maciel | Brandão | Salgado | "
        "Queiroz | Mourão | Varela | Pacheco | Lisboa | Godoy | Tavares | Rangel | Padilha | Fontes | Meireles "
        "| Dantas | Cordeiro | Amaral | Bezerra | Paiva | Leme | Vidal | Serrano | Camargo | Toledo | Borges | "
        "Prates | Assunção | Freire | Galvão | Macedo | Neiva | Rezende"
    ),
    "friend": "Osvaldo | Edmar | Josué | Genival | Sebastião | Ataíde | Laerte | Benedito",
    "friendf": "Neusa | Cleide | Marlene | Aparecida | Rosângela | Dirce",
    "kid": "Enzo | Davi | Théo | Ravi | Benício",
    "kidf": "Manu | Lelê | Cecília | Pietra | Alice",
    "pet": "Bidu | Nescau | Tobias | Chico | Costelinha",
    "petf": "Farofa | Pipoca | Amora | Paçoca | Jujuba | Tapioca",
    "city": "Londrina | Caruaru | Joinville | Uberaba | Sobral | Pelotas | Marabá | Franca | Ilhéus | Palmas",
    "district": "Vila Nova | Lapinha | Mangabeiras | Jardim Europa | Coqueiral",
    "street": (
        "Rua dos Jacarandás, 410 | Rua Sete Quedas, 88 | Avenida Ipiranga, 1502 | Travessa do Moinho, 17 | Rua "
        "Coronel Amorim, 233 | Alameda das Acácias, 56 | Rua Barão do Cerrado, 901 | Rua da Olaria, 74 | "
        "Avenida Beira-Rio, 3300 | Rua Padre Anchieta, 128 | Rua Quinze de Novembro, 642 | Rua das Camélias, "
        "29"
    ),
    "firm": (
        "Metalúrgica Vale | Têxtil Moreno | Laticínios Serrano | Construtora Horizonte | Gráfica Estrela | "
        "Transportes Andorinha | Móveis Itaúba | Cerâmica Alvorada | Farmácia Bem Viver | Papelaria Central"
    ),
}
"""Names and places, by the slot that they fill."""
