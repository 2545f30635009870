"""Stories of the test family in English that fit every shop: money, dates, wishes, complaints, hand-overs."""

TEXT = """
# any
## cap_up
$ m 1,800 | 2,400 | 950 | 3,600
$ n 4,100 | 4,900 | 5,500
s: with the extras we land around $7,900, thoughts?
c a: are you mad? my limit is ${m}
s: haha ok I'll work within that
c: work a miracle
-- 30
c b: tax refund came in, I can stretch to ${n} now
s: that opens doors!
c: not a cent past it tho
-- 15
s: there's one for $8,200 that screams your name
c c: if I win the lottery sure
s: message received
?t a: What was {c}'s limit in {month a}?
/ What was the most {c} would spend in {month a}?
?m a b: From which limit could {c} stretch to which, after the tax refund?
/ From what to what did {c}'s spending ceiling move, and thanks to what?
?o c: Would {c} buy the one for $8,200 without winning the lottery?
/ Was the priciest option a realistic choice for {c}?
?s b: Why can {c} stretch to more money now?
/ Where did the additional funds come from?
?a c: Which sum did {c} accept for the dearest model?
= budget c a {m} USD
= budget c b {n} USD
x budget c c
## cap_down
$ m 6k | 8k | 9.5k
$ n 4.2k | 3.5k | 2.8k
$ bad the boiler died | my car failed its test | the cat needed surgery
c a: put aside {m} for this, its in the savings account
s: we'll do something beautiful with that
-- 30
c b: ugh, {bad}
c c: so now I've got {n} for the whole thing
s: sorry to hear it! we'll trim
c: ur a star
-- 20
c d: my brother blew 20k on something like this, ridiculous
s: each to their own
c: he's not right in the head
?m b c: What happened at {c}'s place, and how much has {he} got for the whole thing now?
/ What mishap shrank the available money and what is left?
?t a: How much had {c} put aside in the savings account in {month a}?
/ How much had {c} saved up as of {month a}?
?o d: What does {c} think about {his} brother blowing 20k?
/ What does {c} think of the sibling's spending?
?a d: What did {c} blow 20k on?
= budget c a {m} USD
= budget c c {n} USD
x budget c d
## date_slips
$ event {kid}'s christening | the school fair | my parents' visit | the open day
c a: need everything by {d+60}, it's for {event}
s: {d+60} is very doable
c: dont let me down
-- 20
c b: postponed! new date so I now need it by {d+75}
s: phew, breathing room
c c: worse for me, I already bought ice and balloons
s: the ice won't last lol
-- 15
s: could actually deliver on {d+10} if you like
c d: nowhere to put it that early. stick with what we said
s: sticking
?t b: By which date does {c} need everything, now that it's postponed?
/ By when must things be ready after the postponement?
?m a b: Which event did {c} need everything for, and was it postponed?
/ What was the rush about, and what became of it?
?o d: Could {c} take it early, or is there nowhere to put it?
/ Would finishing ahead of schedule please {c}?
?s c: What did {c} already buy before it was postponed?
/ What had {c} bought too soon?
?a d: Which early day did {c} agree to?
= deadline c a d+60
= deadline c b d+75
x deadline c d
## date_firm
c: how reliable are your [dates|timings]?
s: very, why?
c a: it has to be done by {d+50}, after that I'm away
s: somewhere nice?
c b: {city}, my goddaughter {friendf} is graduating
s: proud moment
-- 12
c c: theres talk of an airport strike, imagine missing it
s: would that change our date?
c d: no, strike or no strike
-- 12
s: the factory is suggesting {d+90}
c e: absolutely not, what I told you stands
s: I'll lean on them
?s b: Why is {c} going to {city}?
/ What ceremony is {c} travelling for?
?o c: What would an airport strike mean for {c}?
/ What might spoil the trip?
?m a e: Does the date that the factory is suggesting fit what {c} told us?
/ Was the manufacturer's counter-proposal compatible with what {c} needs?
?t a: In which month did {c} say by when it has to be done?
/ In which month did {c} set the limit?
?a b: What subject did {friendf} study?
= deadline c a d+50
x deadline c d
x deadline c e
## bad_courier
$ what left the box in the rain | threw it over the fence | marked it delivered and drove off
c a: your driver {what}
s: oh no. any photo?
c: yes but no signal [here|rn]
s: logging it
-- 10
t b0: hi {c}, {t} here, I've taken this over from {s}
c: and?
t b: we've dropped that carrier and there's 15% off your next order
c: ok now im listening
-- 20
c c: new guy is a sweetheart, gave him lemonade
t: love that
c d: see I do praise when its earned
?m a b: What did the driver do, and what does {c} get off the next order?
/ What mishap did {c} report and how was it made good?
?s b0: Who has taken {c}'s complaint over from {s}?
/ Who saw the grievance through?
?o c d: Does {c} like the new guy who delivers?
/ Has {c}'s view of the delivery people improved?
?t b: In which month was the carrier dropped?
/ In which month was the grievance settled?
?a a: What discount did {s} offer for the mishap?
= pain_point c a {what}
## cover
s a: {c}, our baby is coming! from tomorrow I'm on half days, part leave, and {t} will look after you
c: omg congratulations!!
s: thank you 💛 {t} knows everything
c: big hugs
-- 12
t: hi {c}, {t} here
c: any baby news?
t b: arrived tuesday at dawn, seven pounds, called {kid}
c: melting
-- 40
s c: I'm back full time {c}!
c d: yay! {t} was brilliant but you know my quirks
s: I do and I've missed them
?m a b: Why did {s} go on half days, and what is the baby called?
/ Why was {s} at work less and what is the newborn called?
?t c: In which month was {s} back full time?
/ When was {s}'s leave over?
?o d: Did {c} find {t} good while {s} was on half days?
/ Was {c} happy with the stand-in?
?s b: On which day did {s}'s baby arrive?
/ On which weekday was the child born?
?a b: What is {t}'s child called?
## nuts
$ al peanuts | shellfish | sesame | eggs
c: will there be food at your open evening?
s: yes! cakes and little sandwiches
c a: {kid} cant be in a room with {al}, he ended up in hospital once
s: putting that in capital letters
c: thank you for caring
-- 20
s: that was packed!
c b: he danced till he dropped, never touched a crumb
s: adorable
-- 15
c c: the new specialist says they can build up his tolerance bit by bit
s: hope it works
?s a: What food can't {kid} be in a room with?
/ Which food is dangerous for the boy?
?o a: Why did {kid} end up in hospital once?
/ Why is {c} so careful about snacks?
?m a c: What food put {kid} in hospital, and what does the specialist say about his tolerance?
/ What condition does {kid} have and what gives hope?
?s b: What did {kid} do at the open evening?
/ What did the boy do at the event rather than eat?
?u: Which hospital was {kid} born in?
## pastime
$ h pottery | cello | fencing | choir
$ h2 bouldering | boxing | surfing | roller derby
c a0: slow replies tonight, its {h} night
s: been doing it long?
c a: two years, started when I couldnt sleep
s: nice
-- 25
c b: dropped {h}, our teacher moved to {city}
s: oh no
c c: joined {h2} and sprained an ankle in lesson two
s: ouch!
-- 20
c d: cast came off today
s: going back?
c e: obviously, stubborn as a mule
?t a0: Why was {c} slow with replies of a night in {month a0}?
/ Which pastime filled {c}'s evenings in {month a0}?
?m b c: Why did {c} drop {h}, and what did {he} sprain in {h2}?
/ Why did {c} swap activities and what went wrong in the new one?
?s d: When did {c}'s cast come off?
/ When was {c} rid of the plaster?
?o e: Is {c} going back to {h2} with that ankle?
/ Does {c} give up easily?
?a b: When did {c} follow the teacher to {city}?
x lives_at c b
## nan
$ dish apple crumble | jerk chicken | goulash | pierogi
c a: im at my nan's, she slipped in the bath
s: goodness, is she ok?
c: broke her hip but still bossing everyone around
s: good sign
-- 20
c b: home from surgery and made {dish} sitting on a stool
s: legend
c: 91 years old!
-- 25
c c: she's staying with me now, the sofa bed is hers
s: look after her
c d: other way round, she already told me off for working too much
?m a b: Where did {c}'s nan slip, and what did she do when home from surgery?
/ What accident did the elderly relative have, and how did she bounce back?
?s b: What did {c}'s nan make while sitting on a stool?
/ What did the old lady cook while recovering?
?t c: In which month did {c}'s nan come to stay on the sofa bed?
/ In which month did {c} take in a house guest?
?o d: What did nan tell {c} about working?
/ What does the grandmother think of {c}'s routine?
?u: What was the surgeon called?
## other_shop
$ rv Bargain Barn | Northgate | Prime Point | MegaDeal
$ diff deliver same day | split it in 18 payments | throw in a gift
c: saw the same thing advertised [elsewhere|on a bus]
s: by whom?
c a: {rv}, and they {diff}
s: bring me the quote and we'll match it
c: ok!
-- 20
c b: went to {rv}, stood for forty minutes like a lamp post
s: we have chairs and coffee lol
c: why do u think im back
-- 15
c c: neighbour bought from them, broke in a month
s: it happens
c: more often there
?s a: What do they do at {rv} that we don't?
/ What perk was the rival offering?
?m a b: What did {c} like about {rv}, and what went wrong when {he} went there?
/ Why was another supplier tempting, and why did it lose {c} in the end?
?o c: How did the thing that {c}'s neighbour bought from them last?
/ What does the neighbour's experience say about the rival?
?t b: In which month did {c} stand in {rv} for forty minutes?
/ In which month did {c} try the rival's store?
?a c: Which of {c}'s purchases broke within a month?
= competitor c a {rv}
## habits
$ pf afternoon deliveries | paper-free receipts | a quiet corner | paying by bank transfer
$ gl save for a new kitchen | finish my degree | open my own cafe | quit smoking
s: any preferences I should put on file?
c a: I prefer {pf}, always
s: done
c: love it when people write things down
-- 20
c b: my goal this year is to {gl} so I count every penny
s: admire the discipline
c: its panic not discipline
-- 20
c c: nearly ran off to the seaside last week and blew it all
s: who hasn't
c: but I held firm
?s a: What does {c} always prefer?
/ What should we always keep in mind when serving {c}?
?o b: For which goal does {c} count every penny?
/ Why does {c} watch the pennies?
?m a b: What does {c} prefer, and what is {his} goal this year?
/ Which custom and which ambition did {c} reveal?
?o c: Did {c} run off to the seaside?
/ Did {c} give in to a recent temptation?
?u: Which beach did {c} visit on holiday?
= preference c a {pf}
= goal c b {gl}
## cold_feet
$ ob it feels overpriced | I don't trust long contracts | I'm scared I'll regret it
c: read the whole proposal [last night|twice]
s: and?
c a: honestly? {ob}
s: understandable. may I show you what others said?
c: go on
-- 12
c b: showed my dad the testimonials, he knows two of the people
s: no way, small world
c c: they used to play dominoes, told him its all true
-- 12
c d: ok im convinced. draw up the papers
s: yay, sending today
?m a d: What did {c} honestly think of the proposal, and was {he} convinced?
/ What reservation did {c} have and how did it end?
?o b c: Does {c}'s dad know the people in the testimonials?
/ What made the reviews believable?
?s c: What did {c}'s dad play with the people from the testimonials?
/ How was the father acquainted with the reviewers?
?t d: In which month was {c} convinced to draw up the papers?
/ In which month did {c} give the go-ahead?
?a b: Which testimonial did {c} write?
= objection c a {ob}
## robbed
$ th my backpack | my purse | my laptop
c a: someone grabbed {th} at the bus stop, everything was in it
s: are you ok??
c: yeah just [shaken|furious]
s: want me to freeze anything?
c: pause the direct debit pls
-- 10
c b: its back! a street sweeper handed {th} in, no cash in it ofc
s: an honest soul
c c: took him a hamper to say thanks
-- 15
c: can turn the debit back on
s d: on as of today
?m a b: What did someone grab from {c} at the bus stop, and who handed it in?
/ What was taken from {c} and how did it resurface?
?s c: What did {c} take to the sweeper to say thanks?
/ How was the finder rewarded?
?t d: In which month was the direct debit turned on again?
/ In which month were the automatic payments restored?
?o a: Why did {c} pause the direct debit?
/ Why were {c}'s payments suspended?
?a b: How much money was inside when it was found?
"""
