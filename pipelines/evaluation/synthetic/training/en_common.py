"""Stories of the training family in English that fit every shop."""

TEXT = """
# any
## burst_pipe
c a: a pipe burst and took my stove and couch, staying at my godmother's
s: oh {c}, is everyone safe?
c: wet but safe
s b: payments are on hold for two months, no fee
-- 25
c c: found a studio near the station, starting over
c d: a neighbour gave me a stove and the parish a couch
?m a d: What did the burst pipe take, and who gave {c} new ones?
/ Which losses did {c} suffer, and how were they made up for?
?s b: How long are {c}'s payments on hold?
?o c: Is {c} still at the godmother's?
?t c: In which month did {c} find the studio?
?a c: What is the rent of the studio?
## two_babies
c: excuse the delay, [took my sister to the scan|back from my sister's scan]
s: when is she due?
c a: in three months, and it's twins, she learned it today
s: TWO
-- 35
c b: my nephews were born early, in the incubator but drinking well
s: strength to you all
-- 30
c c: they are home, she moved in with me! one sleeps while the other screams, in shifts
?m a b: What did {c}'s sister learn, and were the twins born on time?
?s b: Where were the newborn kept at first?
?o c: Do the twins sleep at the same time at home?
?t c: In which month did the twins come home?
?u: What are the twins called?
## test_drive
c a: failed parallel parking again, third time
s: everyone fails once
c b: the examiner says I'm afraid of the mirror
-- 20
c c: got lessons from an 80 year old who trains behind the stadium
-- 20
c d: PASSED, kissed the examiner on the forehead
s: oh dear lol
?m a d: How many times did {c} fail, and did {he} pass?
/ How did {c} finally obtain the licence?
?s c: Where does the old man give {c} lessons?
?o b: What frightens {c} at the wheel?
?t d: In which month did {c} pass?
?a d: Which car did {c} buy?
## stall
$ jam quince | fig | green tomato
c a: I've started selling {jam} jam in our hallway to pay for the roof
s: a fellow trader!
c b: sold two on day one, one to myself
-- 25
c c: thirty jars a week now, the doorman is my manager
-- 20
c d: an inspector came, tasted, left with a jar
?m b c: How many jars did {c} sell on day one, and how many a week now?
?s a: Which jam is {c} selling in the hallway?
/ What does {c} make to earn money?
?o d: Did the inspector cause trouble?
?t c: In which month was the doorman already the manager?
?a d: Which fine did the inspector impose?
## back_to_school
c a: after 20 years I'm back at college, evening classes
s: brave! what subject?
c b: social work, I'm the dinosaur of the room
-- 25
c c: full marks in statistics, the kids asked to copy
c d: gave them my notes, not my answers
-- 30
c e: they picked me for the graduation speech
?m a e: After how many years is {c} back at college, and what was {he} picked for?
?s b: Which subject does {c} study in evening classes?
?o d: Does {c} let others copy?
?t c: In which month did {c} get full marks?
?a c: What mark did {c} get in sociology?
## garage_band
$ st bluegrass | surf rock | ska
c a: formed a {st} band with the football lot
s: what do you play?
c b: washboard or whatever's in front of me
-- 25
c c: first gig cancelled, the pub said we're too loud
-- 25
c d: played the village fete and it rained coins
c e: one hit the singer
?m a c: Which band did {c} form, and why was the gig cancelled?
?s b: What does {c} play in the band?
?o d: Did people at the fete like the band?
?t d: In which month did the band play the fete?
?a d: What fee did the fete pay?
## three_am
c a: awake at three every night for a month, no idea why
s: tried herbal tea?
c b: tea, baths, sheep, the fridge manual
-- 20
c c: found it: the neighbour's clock beeping behind the wall
c d: he took the battery out and I slept eleven hours
?m a c: When is {c} awake every night, and what was beeping?
/ From what did {c} suffer, and what was the cause?
?s b: What did {c} try in order to sleep?
?o d: Does {c} sleep well again?
?t c: In which month was the clock found?
?a b: Which sleeping pill did {c} take?
## in_laws
c a: my daughter in law is korean, her family is coming to meet me
s: exciting! do you speak any?
c b: thank you and not spicy
-- 20
c c: it was lovely, her mother wept over my rice pudding
-- 25
c d: now it's our turn, tickets to seoul are booked
?m a d: Where is {c}'s daughter in law from, and where are the tickets to?
?s b: What can {c} say in korean?
?o c: Which dish of {c}'s moved the guest?
?t d: In which month were the tickets booked?
?u: What did the tickets cost?
## plot
$ v lettuce | kale | carrots | radishes
c a: they gave me a plot in the community garden
s: what will you grow?
c b: {v}, supposedly idiot proof
-- 25
c c: slugs harvested before I did
c d: an old man told me to put orange peel around it
-- 25
c e: it worked, took a bunch to every colleague
?m c d: What did the slugs do on {c}'s plot, and what did the old man say to put there?
?s b: What does {c} grow on the plot?
?o e: Was there enough on the plot for {c} to share?
?t e: In which month did {c} take a bunch to colleagues?
?a d: Which poison did {c} use?
## juror
c a: called for jury duty, three days without a phone
s: big responsibility
c b: they feed us ham sandwiches and silence
-- 15
c c: it's over, can't say a thing, but I wept
c d: made friends with a juror who keeps bees
-- 25
c e: she posted me a jar of honey
?m a d: Why was {c} without a phone, and what does the new friend keep?
?s b: What do they feed the jury?
?o c: Did jury duty touch {c}?
?t e: In which month did the honey come by post?
?a c: What sentence did the jury give?
## fairy
c a: my grandson {kid} swallowed his milk tooth and wants to negotiate with the fairy
s: negotiate what?
c b: he wrote a contract, five dollars plus a dinosaur
-- 12
c c: fairy left just the dinosaur and a note about the recession
-- 25
c d: another fell out, this one is in a padlocked tin
?m a d: What happened to {kid}'s first tooth, and where is the other?
?s b: What did {kid}'s contract ask of the fairy?
?o c: Did the fairy pay in full?
?t d: In which month did another tooth fall out?
?a c: How many dollars did the fairy leave?
## ring
$ wh in the sink trap | in the bread dough | in the vacuum bag
c a: lost my wedding ring, turned the house over
s: does {p} know?
c b: no, wearing a brass one from the flea market
-- 20
c c: FOUND it {wh}, after three weeks
c d: {p} says {p.he} knew on day two, brass turns fingers green
?m b d: What ring did {c} wear meanwhile, and how did {p} know?
?s c: Where was the wedding ring found?
/ In which place did the jewel turn up?
?o d: Did {c} fool {p}?
?t c: In which month was the ring found?
?a a: Who stole {c}'s ring?
## donor
c a: gave blood for the first time and fainted on the way out
s: still counts!
c b: got juice, biscuits and a telling off for skipping breakfast
-- 30
c c: they rang, my type is rare, they want me every three months
-- 30
c d: went again, full stomach, stayed upright
?m a d: What happened when {c} first gave blood, and the time {he} went again?
?s c: How often do they want {c} to give blood?
?o b: Why was {c} told off?
?t c: In which month did they ring about the rare type?
?u: Which blood type does {c} have?
## chess
c a: started chess in the park with the pensioners
s: winning?
c b: I lose to a man called {friend} who plays with his eyes shut
-- 25
c c: {friend} taught me a secret opening, says it was his mother's
-- 25
c d: won my first! he clapped and wants a rematch
c e: I suspect he let me
?m b c: To whom does {c} lose at chess, and what did he teach {him}?
?s a: Where does {c} play chess?
?o e: Does {c} believe the win was earned?
?t d: In which month did {c} win at chess?
?a d: Which prize did {c} win?
# chatter
## fog
c: fog so thick I [talked to|greeted] a lamp post
s: and it?
c: very polite, didn't interrupt
s: should clear by noon
c: the post made no comment
## bingo
c: school bingo last evening
s: won anything?
c: a pineapple and a fan without blades
s: quite the combo
c: pineapple was superb
## socks
c: why does exactly one sock vanish
s: the great mystery
c: I've seventeen widows in the drawer
s: make a puppet
c: I've got a full cast
## printer
c: my printer only prints when unobserved
s: it's shy
c: all blue, even the tomato
s: tomato of the future
c: out of the window it goes, gently
## parrot
c: the parrot downstairs learned my ringtone
s: and you answer?
c: I sprint each time
s: it enjoys itself
c: today it did the blender
## gym_once
c: visited a gym
s: how did it go?
c: to ask the price of a smoothie
s: that counts
c: took the stairs twice by mistake
## fringe
c: cut my own fringe
s: uh oh
c: now own three fringes of different lengths
s: layered fashion
c: hat until december
## ant
c: an ant crossed my desk with a crumb bigger than itself
s: inspiring
c: I can't carry my own groceries
s: it has no spine
c: wise point
## karaoke
c: lost my voice at karaoke
s: singing what?
c: everything incl other people's songs
s: versatile
c: they gave me a plastic trophy to stop
## umbrella
c: took an umbrella, not one drop
s: typical
c: yesterday without, I was soup
s: the cloud follows you
c: next time half an umbrella
"""
