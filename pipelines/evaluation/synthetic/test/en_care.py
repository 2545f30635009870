"""Stories of the test family in English that one trade has: gym, music and dentist."""

TEXT = """
# gym: Ironwood Fitness | Pulse Corner
## knee
c a: my knee clicks when I go down stairs, should I stop?
s: left or right?
c b: left, old netball thing
s c: swap the treadmill for the rower for a month and see {t}
c: ok coach
-- 25
t d: {c} did the rehab sheet every single day
c: fridge door, can't miss it
-- 25
c e: ran for the bus today without thinking abt it. RAN
?m b c: Which knee has {c} hurt at netball, and what should replace the treadmill?
/ What is the origin of the joint trouble and what replacement exercise was proposed?
?s d: Where does {c} keep the rehab sheet?
/ How did {c} remember the exercises?
?o e: Can {c} run again with that knee?
/ Is the joint in working order again?
?t e: In which month did {c} run for the bus?
/ In which month did {c} sprint painlessly?
?a c: Which surgery was {c} told to have?
## tiers
$ pl Basic | Off-Peak | Solo
$ pl2 Gold | Anytime | Duo
c a: I'm on the {pl} plan, cheapest thing I own
s: and used the most, I see
-- 30
c b: new shifts, I'll need the {pl2} from today, nights only otherwise
s: done, your key works 24h
c c: it's me and one cleaner at 2am, we have a playlist
-- 20
s: Platinum comes with towels and sauna
c d: towels, for that money? i have towels
s: can't argue
?t a: Which plan was {c} on in {month a}?
/ Which membership did {c} hold in {month a}?
?m b c: Why did {c} need another plan with new shifts, and who is there at 2am?
/ What prompted the upgrade and who keeps {c} company?
?o d: Does {c} want the towels and the sauna?
/ Is {c} tempted by luxury extras?
?s c: What have {c} and the cleaner got at 2am?
/ What do the two night owls share?
?a d: When did {c} get sauna access?
= plan c a {pl}
= plan c b {pl2}
x plan c d
## class_time
c a: spin at 6 is always full when I get there
s: booking opens seven days ahead at midnight
c b: midnight, I'm asleep by nine, I have chickens
s: lol chickens?
c: five of them
-- 20
s c: we've added a 7:15, I put your name on it
c: {s} you legend
-- 25
c d: front row today and the instructor dedicated a song to the hens
?m b c: Why couldn't {c} book spin at midnight, and at what time is the new class?
/ Why was reserving a bike hard for {c}, and what did the club do?
?s b: How many chickens has {c} got, asleep by nine?
/ Which animals does {c} keep?
?o d: Does the instructor know of {c}'s hens?
/ Does the instructor know about {c}'s home life?
?t c: In which month was the 7:15 added?
/ When was an additional session scheduled?
?a c: Which instructor got sacked?
= pain_point c a spin at 6 is always full
## bet
$ kg a half marathon | fifty push-ups | an unassisted pull-up
c a: bet my brother I'd do {kg} before him
s: what's at stake?
c b: loser cleans the other's oven
s: motivation indeed
-- 25
c c: he cheated with a trainer so I want one too
s: you can have {t} on wednesdays
-- 30
c d: I WON. he's scrubbing as we speak
s: send pictures
?m a b: What did {c} bet {his} brother, and what must the loser clean?
/ What was the wager between siblings about and what does losing cost?
?s c: Why does {c} want a trainer like the brother's?
/ What prompted {c} to ask for personal coaching?
?o d: Did {c} or the brother scrub the oven?
/ Who ended up doing the dirty work?
?t d: In which month did {c} win?
/ In which month was the wager decided?
?a b: How much cash did {c} bet?
## freeze
c a: can I pause? having my gallbladder out
s: of course, how long?
c b: doc says six weeks of nothing heavier than a kettle
s: frozen, no charge
-- 20
c c: it went fine, they let me keep the stones, they're in a jam jar
s: ...thanks for that image
-- 30
c d: first day back, lifted two kettles
?m a b: What is {c} having out, and what did the doc say about six weeks?
/ Which operation did {c} face and what restriction followed?
?s c: What does {c} keep in a jam jar?
/ Which souvenir did {c} take home from hospital?
?o d: What did {c} lift on the first day back?
/ Is {c} training at full strength again already?
?t a: In which month did {c} ask to pause?
/ In which month was the membership suspended?
?a c: Which complication occurred during the operation?
# music: Treble & Bass | Allegro Rooms
## adult_cello
$ ins cello | trumpet | harp | accordion
c a: never touched one but I want the {ins}, I'm 61
s: perfect age, no exams, just joy
c b: it was my late grandad's dream really, he never dared
s: then it's for him
-- 20
c c: my downstairs neighbour left earplugs on the mat with a kind note
s: a critic!
-- 30
c d: played happy birthday for the grandson, he recognised it at the third go
?m a b: Which instrument does {c} want at 61, and whose dream was it?
/ Which instrument did {c} choose, and in whose memory?
?s c: Who left earplugs for {c}?
/ Who is suffering from the rehearsals?
?o d: Did the grandson recognise happy birthday at once?
/ Was the performance for the child flawless?
?t d: In which month was happy birthday played for the grandson?
/ In which month did {c} perform for a relative?
?a a: At what age did {c} begin playing as a child?
## teen
c a: {kid} says scales are torture and wants to quit
s: what does he listen to?
c b: game soundtracks, nonstop
s c: then we throw out the book and do those
-- 20
c d: who is this boy, he practises before breakfast
s: dragons help
-- 25
c e: hes written one himself, its called boss fight 4
?m a c: What does {kid} say about scales, and what did we throw out?
/ What turned the boy off lessons and what approach was taken?
?s b: What soundtracks does {kid} listen to?
/ What sort of music is the boy fond of?
?o d: Does {kid} practise more now?
/ Did the new approach motivate the boy?
?t e: In which month had {kid} written a piece himself?
/ In which month had the boy composed something?
?a e: Which video game company did {kid} sell the piece to?
## packages
$ pl Starter | Half-Hour | Group
$ pl2 Weekly | Full-Hour | Ensemble
c a: we took the {pl} plan for now
s: good way in
-- 30
c b: time to go up, put us on the {pl2}, the teacher insists
s: updated
c c: insists is putting it mildly, she drew a chart
-- 20
s: Conservatoire track is open too
c d: maybe in another life
?t a: Which plan did {c} take at first, in {month a}?
/ Which package was in force in {month a}?
?m b c: Which teacher insisted that {c} go up, and what did she draw?
/ On whose urging was the package enlarged, and by what means of persuasion?
?o d: Would {c} join the Conservatoire track in this life?
/ Does {c} see a professional career ahead?
?a d: When did {c} join the Conservatoire track?
?u: What mark did the child get in grade two?
= plan c a {pl}
= plan c b {pl2}
x plan c d
## recital
$ pc a waltz | a ragtime | a lullaby
c a: the recital is {d+55}, her dress has to be ready by then, can you ask the seamstress?
s: she works here tuesdays, I'll ask
c b: she's playing {pc}, don't tell anyone
-- 20
s c: seamstress is down with flu
c d: then I'll pin it together with staples, the day stays the day
-- 20
c e: staples held, she bowed twice
?m b d: What is she playing at the recital, and with what would {c} pin the dress together?
/ What is to be performed, and what was the emergency plan for the outfit?
?s c: Why is the seamstress down?
/ Why couldn't the seamstress help?
?o e: Did the staples hold?
/ Did the improvised clothing survive the evening?
?t a: On what day is the recital?
/ On which day is the concert?
?a c: Who tuned the piano?
= deadline c a d+55
x deadline c d
## piano_move
c a: our upright needs to go up three floors, know anyone?
s: {friend} and his sons, they did the town hall
c b: the staircase is a spiral, fair warning
-- 15
c c: they took the window out and used a crane, street applauded
s: haha amazing
s d: tuner comes a fortnight later, it must settle
-- 20
c e: tuned. one key still sings flat, we named it gerald
?m b c: What is the staircase like, and how did they take the upright through the window?
/ What complicated the transport and how was it done?
?s d: When does the tuner come, and why later?
/ Why does the tuner come only afterwards?
?o e: Is every key tuned now?
/ Is the instrument perfectly in tune?
?t c: In which month did they use a crane?
/ In which month was the instrument lifted in?
?a a: How much did the town hall pay?
# dentist: Bright Bite | Molar & More
## needles
c a: heads up, needles make me faint since I was a kid
s: noted, the doctor is very gentle
c b: last place I slid off the chair
s: slow appointment then
c: end of day pls
-- 15
c c: survived, she sang to me all through
s: she does that
-- 30
c d: now I'm bringing my nephew, who'd have thought
?m a b: What do needles do to {c}, and what happened on the chair at the last place?
/ Which fear does {c} have and what did it once lead to?
?s c: What did the doctor do while {c} survived the needle?
/ What did the doctor do to distract {c}?
?o d: Who is {c} bringing now?
/ Has {c} come to trust the practice?
?t c: In which month did {c} survive the needle?
/ In which month did {c} get through the treatment?
?a d: Which treatment will the nephew have?
## brace
$ mn 14 | 18 | 22
c: how long do these [braces|things] stay?
s a: by the scan about {mn} months
c: my cousin only had a year
-- 30
c b: a bracket popped off on toffee
s: {c}! toffee is banned
c c: aunt made it, one does not refuse aunt
-- 30
c d: doctor says no more sweets and I could be free before christmas
?s a: How many months of brace did the scan say?
/ What was the original estimate?
?m b c: What popped off the brace, and who made the toffee?
/ What accident befell the hardware, and why was the culprit eaten?
?o d: What must {c} stop eating to be free before christmas?
/ What does early release depend on?
?t b: In which month did the bracket pop off?
/ When did a piece come loose?
?a a: How long did {c} wear one as a child?
## grinding
$ why I wake up with a sore face | my jaw clicks | the tips of my teeth are worn
c a: {why}, is it how I sleep?
s: could be grinding. stressed?
c b: end of year accounts, so yes
s: a guard helps
-- 15
c c: {p} reports silence, only snoring left
-- 25
c d: the dog ate the guard
s: new one at a discount
?m a b: What does {c} put down to how {he} sleeps, and which accounts are due at the end of year?
/ What bothered {c} and which pressure lay behind it?
?o c: Is there silence from {c}'s grinding at night?
/ Did the appliance do its job?
?s d: What did the dog do with the guard?
/ What was the fate of the first appliance?
?t d: In which month did the dog eat the guard?
/ When was a replacement needed?
?a c: Which treatment for snoring did {c} get?
= pain_point c a {why}
## chipped
c a: {kidf} came off a swing, front tooth snapped
s: baby or grown up tooth?
c b: grown up, it only came through this year
s: put the bit in milk and run
-- 10
c c: cant see the join, that's art
c d: she's told her class it was glued with a laser
-- 25
c e: mouthguard for judo next
?m a b: What did {kidf} come off, and was the snapped tooth a baby tooth?
/ What happened to the girl and why did it matter so much?
?s d: What did {kidf} tell her class about the tooth?
/ What does the girl tell the other pupils?
?o c: Can one see the join in {kidf}'s tooth?
/ Is the repair noticeable?
?t a: In which month was {kidf}'s tooth snapped?
/ In which month did the child get hurt?
?a a: Which bone did {kidf} break?
## whiter
$ occ my cousin's wedding | graduation | a photo shoot
c a: want them whiter for {occ}, is there time?
s: three sessions, yes
c b: I drink six coffees a day tho
s: none during treatment
c: you monster
-- 12
c c: day nine of camomile, nobody can stand me
-- 20
c d: pictures turned out great, espresso within the hour
?m b c: How many coffees a day does {c} drink, and what did day nine taste of?
/ Which drink had to be given up and how did that affect {c}'s mood?
?s a: What does {c} want whiter teeth for?
/ For which occasion was the treatment?
?o d: Did {c} drink espresso after the pictures?
/ Did the abstinence outlast the event?
?t c: In which month was {c} on camomile?
/ In which month was {c} without caffeine?
?a d: Who took the pictures?
"""
