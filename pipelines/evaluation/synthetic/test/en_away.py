"""Stories of the test family in English that one trade has: travel and pets."""

TEXT = """
# travel: Compass Rose | Far & Wide
## ten_years
$ d1 Kyoto | Patagonia | Santorini | Zanzibar
$ d2 Cornwall | the Lake District | Donegal | the Hebrides
c a: ten years married, we want {d1}
s: magical! when?
c b: low season, {p} gets leave then
-- 25
c c: saw the prices... make it {d2}, feet on the ground
s: {d2} is gorgeous too
-- 30
c d: just back, {p} got stung three times and it was still perfect
?m a c: Where did {c} want to go after ten years married, and where did they make it because of the prices?
/ Which destination did the couple dream of, and which did they settle on?
?s b: In which season does {p} get leave?
/ When is {c}'s other half free?
?o d: Was the trip perfect although {p} got stung?
/ Did anything go wrong, and did it spoil the mood?
?t d: In which month was {c} just back from the trip?
/ In which month did the couple return?
?a a: How did {c} like {d1}?
## visa
$ mt my passport photo | a missing bank letter | a typo in my birth year
c a: visa is stuck over {mt}
s: it happens, rebooking you
c b: that was my only day off all month
s c: found a slot at the consulate in {city}
-- 20
c d: done! she only asked whether I like the cold
s: do you?
c e: lied through my teeth
?m a c: Over what was {c}'s visa stuck, and in which city was a slot found?
/ What held up the application and how was it rescued?
?o e: Does {c} really like the cold?
/ Does {c} enjoy low temperatures?
?s d: What did she ask {c} at the consulate?
/ What was {c} asked by the official?
?t d: In which month was {c}'s visa done?
/ When was permission granted?
?a d: How much was the fee {c} paid?
## suitcase
c a: my suitcase never came round, I'm in {city} in flip flops
s: report it and send me the number
c b: {code}, and I'm giving a talk tomorrow
s c: insurance covers 300 of essentials
c: flip flops to the mall then
-- 10
c d: it flew to Oslo by itself, came home with a sticker
-- 12
c e: gave the talk in trainers and they invited me back
?m a d: What never came round for {c}, and where did it fly by itself?
/ What went astray and which detour did it take?
?s c: How much of essentials does the insurance cover?
/ How much could be claimed for necessities?
?o e: Did the trainers spoil {c}'s talk?
/ Did the outfit harm the presentation?
?t a: In which month was {c} without the suitcase?
/ When did the baggage disappear?
?a d: What did {c} do in Oslo?
## choir_tour
$ n 14 | 18 | 23
c a: taking my seniors' choir on tour, {n} of us
s: wonderful! coach with a toilet?
c b: non negotiable, and a stop every two hours
-- 25
c c: three dropped out with knees, five new joined
s: amending
-- 25
c d: sang the whole way, driver asked for an encore
?m a c: How many seniors were going on tour, and how many dropped out or joined?
/ How many travellers were there to begin with and how did that change?
?s b: How often must the coach stop?
/ What was essential on board?
?o d: Did the driver like the singing?
/ Was the driver annoyed by the singing?
?t d: In which month did they sing the whole way?
/ In which month did the tour take place?
?a c: Whom did {c} throw out of the choir?
## gap_year
$ ct Dublin | Toronto | Melbourne | Wellington
c a: my daughter {kidf} wants a gap year in {ct} and I'm panicking
s: natural! how old is she?
c b: 18 on paper, 4 in my head
-- 25
c c: she flew. cried in the car park and paid for three extra hours
s: hug
-- 30
c d: she works in a bookshop and never rings lol
?m a d: Where did {kidf} want a gap year, and in what shop does she work?
/ Where did the young woman go and how does she earn her keep?
?o c: Did {c} cry when she flew?
/ How did {c} take the farewell?
?s b: How old is {c}'s daughter?
/ What is the traveller's age?
?t c: In which month did {kidf} fly?
/ When did the daughter depart?
?a d: Which bookshop does {c} run?
x lives_at c c
# pets: Paws & Whiskers | The Happy Hound
## limp
$ sym limping | scratching nonstop | sneezing | refusing the sofa
c a: {pet} is {sym}, my heart's in my throat
s: how long?
c b: since the weekend at my mum's, her garden's a jungle
s: come at 3
-- 10
s c: bloods say ticks, 21 days of tablets
c: mum's getting a lawnmower for christmas
-- 25
c d: good as new, stole a whole baguette today
?m b c: Where was {pet} at the weekend, and what did the bloods say?
/ Where did the animal probably catch it, and what was found?
?s a: What was {pet} doing that put {c}'s heart in the throat?
/ Which symptom worried {c}?
?o d: Is {pet} good as new?
/ Is the poor thing back to normal?
?t c: In which month did {pet} have ticks?
/ When was the diagnosis made?
?a c: How long was {c} ill?
## kibble
$ f1 chicken | lamb | salmon
$ f2 duck | venison | insect
c a: the 15 kilo bag of {f1} pls, only thing {pet} eats
s: out today
-- 30
c b: now he turns his nose up! vet says try {f2}
s c: mix it in, a quarter more each week
c: patience of a saint required
-- 25
c d: he licks the floor around the bowl
s: gourmet
?m a b: Which food would {pet} eat, and which did the vet say to try?
/ What used to be on the menu, and what was meant to replace it?
?t a: What bag of food did {pet} get in {month a}?
/ What did the animal live on in {month a}?
?s c: How much of the new food to mix in each week?
/ How gradual should the switch be?
?o d: Does {pet} like the new bowl of food?
/ Has the new menu been accepted?
?a b: Which food has {c} stopped eating?
## trim
$ st a lion cut | a mohawk | poodle ankles
c a: just a tidy up, last time you gave him {st}
s: sorry, that was the trainee
c b: the postman laughed so hard he dropped our mail
s: today it's {t}
-- 15
t c: only paws and tummy, promise
c: perfect, {t} deserves a raise
-- 25
c d: book me the 10th of every month, only with {t}
?m a c: What cut was given last time, and what did {t} do with the paws?
/ Which unwanted style was given once, and what was done next time?
?s d: Which day of every month does {c} book?
/ What day of the month is reserved?
?o b: What did the postman do when he saw the cut?
/ How did the public receive the unusual look?
?t d: In which month did {c} book only with {t}?
/ In which month did {c} ask for a fixed slot?
?a c: Which haircut did {c} get?
= preference c d only with {t}
## runaway
c a: {pet} bolted at the fireworks, can you share it?
s: of course, photo and area?
c b: near {district} market, red collar no tag
s: 300 shares already
-- 10
c c: FOUND! asleep in the fire station
s: such relief
c d: they'd already named him and everything
-- 20
c e: microchip please, lesson learned
?m a c: Why did {pet} bolt, and where was {pet} asleep?
/ What scared the dog off and where was he discovered?
?o d: Did the fire station like {pet}?
/ Had the firefighters grown fond of the dog?
?s b: What colour was {pet}'s collar?
/ What was the runaway wearing?
?t c: In which month was {pet} found?
/ In which month was the dog recovered?
?a d: What did the firefighters call the dog?
## stray
c a: a kitten climbed out of my car engine, what does it eat?
s: no milk! pouches for kittens
c b: I'm NOT keeping it, just till someone claims it
s: sure
-- 15
c c: it has a bed, a castle and a name: {petf}
s: told you
-- 30
c d: neutering booked. and yes she runs the house
?m b c: Did {c} mean to keep the kitten, and what name has it got?
/ What did {c} swear at first, and what came of it?
?s a: Where did the kitten climb out of?
/ Where did the animal come from?
?o d: Who runs {c}'s house?
/ Who is in charge at {c}'s place?
?t c: In which month did the kitten get a bed and a name?
/ In which month was it clear the animal would stay?
?a b: Who answered the found-kitten ad?
"""
