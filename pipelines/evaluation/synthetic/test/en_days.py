"""More stories of the test family in English that fit every shop: ordinary days, and what comes out of them."""

TEXT = """
# any
## lake_week
c a: my home is still {street}, the cleaner opens up
s: which days is she in?
c: tuesdays and fridays
-- 25
c b: staying at a friend's cabin in {city} this week so don't send a thing
s: holding it. back when?
c: sunday, red as a lobster
-- 15
c c: back! house smells of fish because the freezer door was open
s: what a welcome
c d: the cleaner wants to split the damage with me, bless her
?m a b: Where do {c}'s things normally go, and why was that week no good for sending?
?s c: Why was there a bad smell in the house?
?t b: In which month did {c} spend some days in a cabin?
?o d: Did the cleaner take some of the blame for the freezer?
?a b: Which road is {c}'s cabin on?
= lives_at c a {street}
x lives_at c b
## brother_brag
c a: I work for {firm}, late shift, but swapped today
s: swapped for what?
c: my niece's school play
-- 25
c b: my brother works for {firm2} and never shuts up about their coffee machine
s: do you believe him?
c: about the coffee yes
-- 20
c c: {firm} has a machine now too, we signed a petition
s: power to the people
c d: brother's got nothing left to brag about
?m b c: What did {c}'s brother boast of, and how did {c}'s own workplace catch up?
?s a: Which shift does {c} work?
?o d: Can the brother still boast?
?t c: In which month did {c}'s workplace get a coffee machine?
?a b: What is {c}'s position at {firm2}?
= works_at c a {firm}
x works_at c b
## text_only
c: your app messages never reach me out here
s: I see, not delivered
c a: send an sms, it's the only thing that rings on the farm
s: old school, ok
c: the signal lives on top of the barn
-- 25
c b: climbed the barn to answer you and the ladder fell lol
s: you were stuck up there??
c c: a hiker got me down after lunch
-- 20
s: will you get an antenna one day?
c d: if we ever get internet write me an email, for now leave it
?m a b: By which means does {c} get news on the farm, and what accident came of the poor signal?
?s c: Who helped {c} off the barn?
?o d: Is there internet on {c}'s farm yet?
?t b: In which month did the ladder fall?
?a d: Which antenna did {c} install?
= preferred_channel c a sms
x preferred_channel c d
## drop_in
c: can't make sense of any of this in writing
s: shall I ring you?
c a: no, I'd rather come in and talk in person, I'll bring scones
s: kettle's on
-- 20
c b: lovely visit, {friend} at the counter showed me everything twice
s: he loved the scones
-- 20
s: {c}, shall I email you the summary?
c c: leave it, dropping in on friday, want to see {friend}
s: ohhh I see haha
c d: nothing like that, he reminds me of my son overseas
?m a b: How does {c} like to sort things out, and who was at the counter?
?s a: What did {c} promise to bring on the visit?
?o d: Why is {c} fond of the man at the counter?
?t b: In which month did {c} praise the visit?
?u: In which country does {c}'s son live?
= preferred_channel c a in_person
x preferred_channel c c
## euro_aunt
$ m 1,500 | 2,200 | 3,400
$ n 900 | 1,200 | 650
c a: aunt in portugal pays, so my budget is {m} euros
s: fancy! converting it here
c: convert kindly
-- 30
c b: aunt has a new boyfriend and the purse shrank, budget is {n} euros now
s: blame love
c c: he's called Duarte and dislikes people who spend
-- 15
s: what if we did 2,800 euros all in?
c d: only if Duarte falls off the map
?m a b: What could {c} spend at first, and what after the aunt found a boyfriend?
?t a: How many euros did {c} have in {month a}?
?o c: Does Duarte approve of {c}'s expenses?
?s a: Who pays for {c}?
?a d: Which offer of 2,800 euros did {c} accept?
= budget c a {m} EUR
= budget c b {n} EUR
x budget c d
## before_fifty
$ gl sing at the town hall | run a full marathon | learn sign language
c a: my goal is to {gl} before I'm fifty
s: is fifty far off?
c: eleven months lol
-- 20
c b: teacher says I've been breathing wrong since 1980
s: glad you breathe at all
-- 25
c c: DONE it!! {p} filmed it, shaking
s: let me see
c d: all you see is a stranger's elbow
?m a c: What did {c} want to do before fifty, and was it done?
?s b: Which fault did the teacher find in {c}?
?o d: Is {p}'s film any good?
?t c: In which month did {c}'s dream come true?
?a c: Who gave {c} a standing ovation?
= goal c a {gl}
## book_fridge
$ gen horror | cookery | poetry
c a: setting up a fridge full of books on the green, taking donations
s: brilliant, I have lots of {gen}
c: yes pls, nobody's given any of that
-- 20
c b: someone took the whole fridge, only the plug is left
s: they never
c c: they left a note: I had a thirst for reading
-- 25
c d: it's back! with two new shelves and forty more books
s: faith restored
?m b d: What happened to the fridge of books, and in what shape did it return?
?s a: Which sort of book did {s} offer as a donation?
?o c: Did whoever took it have a sense of humour?
?t d: In which month did the fridge return?
?a d: Who was arrested for taking the fridge?
## roof_guest
$ an an owl | a raccoon | a python
c a: there's {an} in our roof, nobody sleeps
s: call the fire brigade!
c b: did, they only come if it attacks someone
s: let's hope not
-- 12
c c: a biologist from the university came, named it Gilbert and carried it out in his arms
s: in his arms??
-- 25
c d: Gilbert is research now, they sent me the article with our street's name in it
s: famous!
?m a c: Which animal did {c} have in the roof, and who took it away?
?s b: On what condition would the fire brigade come?
?o d: Was the animal of use to science?
?t c: In which month did the biologist come?
?a c: Where does {c} study biology?
"""
