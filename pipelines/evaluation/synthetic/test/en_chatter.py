"""Talk of the test family in English that tells nothing; greetings, and the names of people and places."""

from pipelines.evaluation.synthetic.compose import Greetings

TEXT = """
# chatter
## heat
c: this heat is [criminal|unreal]
s: our aircon died too
c: my dog has moved into the fridge aisle of the shop
s: smart dog
c: if the weather changes I'll leave the house, not before
s: friday they say
c: they say that weekly
## match
c: did you see the game [last night|sunday]?
s: don't
c: changed the whole defence and got worse
s: sack the coach
c: new coach new address same losses
s: next season
c: every season is next season
## lift
c: got stuck in a lift [earlier|just now]
s: omg are you out?
c: 20 min with a pizza guy
s: at least there was pizza
c a: he wouldn't open the box, said it had a deadline
s: a professional
x deadline c a
## soap
c: fell asleep in front of that show again
s: which?
c: the one where she changes her name and returns rich
s: they all do
c: the husband finds out last
s: no spoilers I record it
## tomatoes
c: [went shopping|did the groceries] and nearly fainted
s: tomatoes?
c: tomatoes, coffee, the lot, there goes the budget
s: soon they'll do bananas in instalments
c a: my plan is to live on light
s: the electric bill went up too
c: so no plan
x plan c a
## voice_note
c: sorry for the giant voice note [before|yesterday]
s: heard it at double speed
c: only meant to say all's well
s: four minutes of all's well
c: I tell the whole story
s: keep doing it
## bank_queue
c: been at the bank an hour
s: what's your number?
c: 418, they're on 122
s: bring a book next time
c: brought one, finished it
s: write one then
c a: working title: my new address is the queue
x lives_at c a
## bday
c: saw on the pic its your birthday!
s: it is, thank you 🥳
c: how old? kidding
s: 29 for the third time
c: same as me then
s: cake at the desk today, come by
## bridge
c: ill be late, bridge is jammed
s: no stress
c: a truck lost its oranges
s: there'll be juice
c: people are out of their cars collecting
s: of course they are
c: round the corner, 5 min
## watchlist
c: any show to recommend? [stuck in bed|finished mine]
s: the cooking one
c: makes me hungry
s: hospital one?
c: then I've got every illness
s: penguins?
c: then I cry
## dream
c: dreamt you'd moved inside a mall
s: wish we had
c: couldnt find the door
s: symbolic
c: and the guard was my uncle
s: write those down, that's a novel
## cat_typing
c: fdsjkl ;;;;
s: hello?
c: cat on the keyboard, sorry
s: thought it was a password
c: safer than mine tbh
s: give it a treat from us
## blackout
c: power went mid sentence
s: back now?
c: back, took a bulb with it
s: could be worse
c: neighbour says lightning
s: lightning takes the blame for everything
## diet
c: started a diet today
s: go you!
c: already stopped
s: that was quick
c: there was cake where my cousin works and I was picking her up
s: an ambush
c: monday again, promise
## costume
c: need a costume idea for saturday
s: budget?
c a: zero and a lot of imagination
s: go as an unpaid bill
c: that'll scare everyone
s: the whole point
x budget c a
## wrong_chat
c: mum did you get the beans
s: I think that was for someone else
c: oh no wrong chat
s: do get the beans though
c: she got black ones, wanted the other
s: black ones are best
c: agree to disagree
## brew
c: what coffee do you serve? its [amazing|so good]
s: from a roaster round the corner
c: sell it!
s: we've thought about it
c: id be customer number one
s: at your pace we'd go broke
## bank_holiday
c: you open on the bank holiday?
s: friday yes
c: poor things
s: part of the job
c: im not off either, i just pretend ill travel
s: staying home is travel
## slow_phone
c: my phone is a snail
s: clear your photos
c: 14 thousand, half are screenshots
s: of what?
c: chats recipes prices plans everything
s: delete one a day
c: done when I'm 80 then
## nap
c: perfect rain for a nap
s: lucky some
c: can't but will
s: haha behave
c: phone on silent so the boss can't call
s: she'll find you
c: then I never met you
## busker
c: theres a man playing sax under my window
s: fancy
c: same song for two hours
s: which one?
c: the ship film
s: nobody deserves that
c: gave him ten to change it, he said thanks and carried on
"""

GREETINGS = Greetings(
    opened={
        "c": (
            "c: hi {s} // s: hi {c}! how are you?",
            "c: morning // s: morning {c}",
            "c: yo // s: hey {c}!",
            "c: afternoon, anyone there? // s: always, {c}",
            "c: {s}?? // s: here, go ahead",
            "c: hey, long time // s: missed you {c}",
            "c: got a sec? // s: sure do",
            "c: quick one // s: shoot",
            "c: evening, sorry its late // s: never too late for you",
            "c: hello {shop} people // s: hello {c}, {s} here",
            "c: knock knock // s: who's there? lol hi {c}",
            "c: gooood morning // s: somebody slept well!",
            "c: hello, can u help // s: with pleasure",
            "c: im back // s: welcome back {c}",
            "c: busy {s}? // s: never for you",
            "c: may I disturb // s: no disturbance at all {c}",
            "c: psst // s: yes?",
            "c: remember me? // s: of course {c}!",
            "c: happy {s} day // s: haha hi {c}",
            "c: hi again // s: again hi {c}",
            "c: all good over there? // s: all good, and you?",
        ),
        "s": (
            "s: hi {c}, {s} from {shop} // c: hi {s}!",
            "s: good afternoon {c} // c: afternoon",
            "s: {c}, are you around? // c: yep",
            "s: hello {c}, checking in // c: oh hello",
            "s: morning {c}! // c: morning!!",
            "s: hi {c}, got an update // c: go on",
            "s: {c}, a minute? // c: even two",
            "s: hey {c}, it's {s} // c: heyyy",
            "s: hope you're well {c} // c: can't complain",
        ),
        "t": (
            "t: hello {c} // c: hello, who's this?",
            "t: good day {c}, {shop} speaking // c: hi",
            "t: hi, is that {c}? // c: thats me",
        ),
    },
    closed=(
        "c: cheers {s}! // s: any time",
        "c: thank you // s: a pleasure 😊",
        "c: ok cool, later // s: later!",
        "c: bye bye // s: bye {c}!",
        "s: shout if you need us // c: I always do",
        "c: off I go // s: take care",
        "c: you're an angel // s: blush",
        "s: we're here if needed // c: I know, ta",
        "c: deal then // s: deal!",
        "c: right, lunch // s: enjoy",
        "c: hugs // s: hugs back {c}",
        "s: anything else? // c: that's all for today",
        "c: get some rest you lot // s: you too",
        "c: till the next episode // s: haha see you",
        "s: have a good week {c} // c: same to u",
        "c: 👍 // s: 👍",
        "c: gotta run, pan on the stove // s: run!",
        "c: kisses to the team // s: passed on",
        "c: my bus is here, bye // s: safe ride",
        "c: enjoy the weekend // s: you too {c}",
    ),
)

POOLS = {
    "first_f": (
        "Harriet | Moira | Celeste | Bridget | Imogen | Rowena | Thelma | Daphne | Esther | Ingrid | Lorna | "
        "Maxine | Nadia | Odette | Phoebe | Rosalind | Sybil | Tamsin | Verity | Winifred | Yvette | Agnes"
    ),
    "first_m": (
        "Alistair | Barnaby | Clive | Desmond | Edwin | Fergus | Gareth | Howard | Irving | Jasper | Kenneth | "
        "Lionel | Magnus | Nigel | Orson | Percy | Rupert | Stanley | Trevor | Vernon | Wesley | Malcolm"
    ),
    "last": (
        "Hartley | Penrose | Colby | Ashdown | Whitlock | Marlowe | Tilley | Bramwell | Fairfax | Gresham | "
        "Holloway | Jessop | Kimble | Lathom | Mowbray | Norwood | Oakes | Pickering | Quimby | Radley | "
        "Stokes | Thorne | Underhill | Varney | Wycliffe | Yardley | Aldous | Bexley | Crowther | Dalby | "
        "Eastman | Farrow | Goddard | Heath | Ives | Jarrow | Kirby | Langley | Mercy | Naylor"
    ),
    "friend": "Gordon | Cyril | Lamar | Ahmed | Piotr | Winston | Kofi | Elroy",
    "friendf": "Marjorie | Ludmila | Aisha | Consuela | Peggy | Oona",
    "kid": "Toby | Rafe | Milo | Otis | Jonah",
    "kidf": "Poppy | Matilda | Wren | Saskia | Elodie",
    "pet": "Biscuit | Waffles | Sarge | Bandit | Pickle",
    "petf": "Duchess | Pepper | Truffle | Clementine | Olive",
    "city": "Norwich | Tulsa | Galway | Spokane | Dunedin | Halifax | Savannah | Inverness | Boise | Hobart",
    "district": "Eastgate | Millfield | Castle Hill | Southbank | Harbour Row",
    "street": (
        "14 Larkspur Road | 220 Juniper Street | 9 Mill Lane | 77 Orchard Avenue | 3 Chapel Row | 512 Cedar "
        "Drive | 41 Quarry Street | 18 Windmill Close | 605 Maple Terrace | 29 Harbour View | 88 Foundry Lane "
        "| 7 Rectory Gardens"
    ),
    "firm": (
        "Brightwater Logistics | Hollis Foods | Tern Textiles | Copperline Energy | Quill Printing | Marlin "
        "Insurance | Oakham Furniture | Beacon Pharmacy | Summit Ceramics | Piper Haulage"
    ),
}
"""Names and places, by the slot that they fill."""
