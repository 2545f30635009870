"""Greetings of the training family, and its names of people and places, by the slot that they fill."""

from pipelines.evaluation.synthetic.compose import Greetings

GREETINGS = {
    "pt": Greetings(
        opened={
            "c": (
                "c: salve, {s} // s: salve salve, {c}",
                "c: oi, é {c} // s: reconheci, {c}, diga lá",
                "c: bom dia, flor do dia // s: bom dia, {c}, que poesia",
                "c: tem um tempinho pra mim? // s: tenho dois, {c}",
                "c: chegando devagarinho // s: pode chegar, {c}",
                "c: ô de casa // s: entra, {c}!",
                "c: boa tardeee // s: boa tardeee, {c}",
                "c: olha eu aqui outra vez // s: e eu também, {c}",
                "c: me socorre, {s} // s: socorro a caminho",
                "c: noite, pessoal // s: noite, {c}, conta",
                "c: saudações // s: saudações, {c}, em que pé estamos?",
                "c: tô na área // s: então vem, {c}",
                "c: acordei pensando em vocês // s: que honra, {c}",
                "c: posso mandar áudio? não? digito então // s: digita, {c}",
            ),
            "s": (
                "s: bom te ver por aqui, {c} // c: bom te ler, {s}",
                "s: {c}, trago notícias // c: boas, espero",
                "s: com licença, {c} // c: toda",
                "s: alô, {c}, {shop} na linha // c: na escuta",
                "s: passando rapidinho, {c} // c: fala, {s}",
            ),
        },
        closed=(
            "c: então tá, até logo // s: até logo, {c}",
            "c: agradecid{o} demais // s: disponha, {c}",
            "s: ficamos por aqui? // c: ficamos",
            "c: vou nessa // s: vai na fé",
            "c: deus abençoe // s: amém, {c}",
            "s: um ótimo resto de dia // c: pra ti também",
            "c: câmbio, desligo // s: desligando kkk",
            "c: amanhã tem mais // s: estarei aqui",
            "c: já ajudou muito // s: é pra isso que serve",
            "c: despeço-me com elegância // s: elegantíssim{o}",
            "s: sempre às ordens, {c} // c: anotado",
            "c: um cheiro // s: outro",
            "c: tá na hora da novela, fui // s: depois me conta",
        ),
    ),
    "en": Greetings(
        opened={
            "c": (
                "c: greetings {s} // s: greetings, {c}",
                "c: it's {c} // s: I'd know you anywhere {c}",
                "c: good day sunshine // s: somebody's cheerful, {c}",
                "c: spare me a moment? // s: I'll spare two, {c}",
                "c: tiptoeing in // s: come in {c}",
                "c: anybody home? // s: door's open {c}",
                "c: afternoooon // s: afternooon {c}",
                "c: look who's here // s: and who a delight, {c}",
                "c: rescue me {s} // s: rescue on the way",
                "c: evening all // s: evening {c}, tell me",
                "c: salutations // s: salutations {c}, where were we?",
                "c: in the area // s: then drop by {c}",
                "c: woke up thinking of you lot // s: honoured, {c}",
                "c: no voice note this time // s: grateful, {c}",
            ),
            "s": (
                "s: good to see you here {c} // c: good to read you {s}",
                "s: {c}, I bring news // c: good ones I hope",
                "s: pardon me {c} // c: pardoned",
                "s: {shop} on the line for {c} // c: listening",
                "s: very briefly, {c} // c: I'm all ears {s}",
            ),
        },
        closed=(
            "c: so long // s: so long {c}",
            "c: much obliged // s: don't mention it {c}",
            "s: shall we leave it there? // c: let's",
            "c: I'm away // s: go well",
            "c: bless you // s: and you {c}",
            "s: lovely rest of the day // c: likewise",
            "c: over and out // s: out lol",
            "c: more tomorrow // s: I'll be around",
            "c: you helped a lot // s: that's the idea",
            "c: I take my leave with grace // s: graceful indeed",
            "s: at your service {c} // c: duly noted",
            "c: a wave // s: waving back",
            "c: my show starts, bye // s: tell me how it ends",
        ),
    ),
}

POOLS = {
    "pt": {
        "first_f": (
            "Eloá | Gisele | Heloísa | Jandira | Karina | Lorena | Mirela | Núbia | Olívia | Patrícia | "
            "Regiane | Suzana | Talita"
        ),
        "first_m": (
            "Adilson | Breno | Cláudio | Danilo | Elias | Flávio | Geraldo | Heitor | Ítalo | Jonas | Kléber | "
            "Luan | Marcelo"
        ),
        "last": (
            "Abreu | Barreto | Cardoso | Dutra | Esteves | Falcão | Goulart | Holanda | Jardim | Lacerda | "
            "Machado | Nóbrega | Ornelas | Peixoto | Quadros | Ramalho | Saraiva | Trindade | Uchoa | "
            "Valadares | Xavier | Zanetti | Barros | Pontes | Simões"
        ),
        "friend": "Firmino | Horácio | Clodoaldo | Raimundo",
        "friendf": "Zuleide | Ivete | Cremilda | Odete",
        "kid": "Gael | Bento | Joaquim | Levi",
        "kidf": "Antonela | Luna | Isis | Yara",
    },
    "en": {
        "first_f": (
            "Abigail | Bonnie | Cordelia | Dorothy | Edith | Florence | Gwen | Hilda | Iris | Joan | Kitty | "
            "Lydia | Mabel"
        ),
        "first_m": (
            "Angus | Bertram | Cedric | Duncan | Ernest | Felix | Gilbert | Horace | Ivor | Julius | Kurt | "
            "Lester | Mortimer"
        ),
        "last": (
            "Abernathy | Blackwood | Carmody | Driscoll | Everett | Finch | Galloway | Huxley | Ingles | Judd "
            "| Keating | Lockhart | Merriman | Nettles | Osgood | Pemberton | Rigby | Sheridan | Thackeray | "
            "Upton | Vickers | Whittaker | Yates | Ormond | Prescott"
        ),
        "friend": "Archibald | Ignatius | Thaddeus | Leopold",
        "friendf": "Wilhelmina | Gertrude | Philippa | Rosamund",
        "kid": "Hugo | Silas | Monty | Ezra",
        "kidf": "Beatrix | Clover | Juno | Maisie",
    },
}
