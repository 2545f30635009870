"""Stories of the test family in English that one trade has: homes and broadband."""

TEXT = """
# homes: Hearth & Key | Bramble Estates
## viewing
$ bad the bedroom faced a pub | there was a chimney in the shower | the garden belonged to next door
c a: saw the holiday cottage. {bad}
s: the photos hid that well
c b: all we want is a bath and a bus stop
s: noted: tub and bus
-- 15
s c: new one at the top of the hill, tub yes, stop right outside
c: viewing saturday?
-- 25
c d: offer accepted!! {p} is measuring the cat flap already
?m a c: What was wrong with the cottage, and what has the one on the hill got?
/ What was wrong with the first property and how was the next one better?
?s b: What two things do they want, a bath and what?
/ What two must-haves did the couple name?
?o d: Why is {p} measuring a flap?
/ Does the household include an animal?
?t d: In which month was {c}'s offer accepted?
/ When was the bid successful?
?a c: How much was the offer for the hill house?
= objection c a {bad}
## survey
c a: surveyor says the beams have woodworm, do I run?
s: get a quote for treatment first
c b: {friend} from work did his own for 600
s c: our man says 1,400 with a 20 year guarantee
c: hmm
-- 20
c d: seller knocked two grand off so everyones happy, incl the worms
s: great result
-- 20
c e: treated. whole place smells like a hospital
?m a d: What did the surveyor say about the beams, and what did the seller knock off?
/ What defect came to light and how did it affect the price?
?s c: How long is the guarantee for the woodworm treatment?
/ How long is the treatment guaranteed?
?o e: Are the beams treated now?
/ Is the infestation dealt with?
?t d: In which month did the seller knock off two grand?
/ In which month did the vendor make a concession?
?a b: How much did {c} pay for doing the job alone?
## tenant
c a: want to let my aunt's flat while she's on a ship
s: how long is she at sea?
c b: seven months, ice survey
s: wow. furnished?
c: all but the piano, nobody touches that
-- 20
s c: found a lovely nurse, no pets, quiet
c: sounds too good
-- 30
c d: the nurse wrote me a letter, she's learning to play and asks permission
c e: told her yes, a piano hates silence
?m b d: How many months is {c}'s aunt at sea, and what permission does the nurse ask in the letter?
/ For how long is the owner away, and what did the occupant request?
?s c: What is the job of the lovely person found for the aunt's flat?
/ What does the occupant do for a living?
?o e: May the piano be played now?
/ Did {c} relax the rule about the instrument?
?t c: In which month was a nurse found for the flat?
/ In which month was an occupant found?
?a c: How many pets does the occupant have?
x lives_at c a
## neighbours
$ n drums at midnight | a goat | fireworks every friday
c a: nobody told us next door has {n}
s: that wasn't in the seller's form
c b: {p} wears ear muffs to bed
s: I'll write to them
-- 20
c c: they brought us a pie and a calendar of when it'll be loud
s: diplomacy!
-- 20
c d: we've joined in, {p} plays the triangle
?m a c: What has next door got, and what pie or calendar did they bring?
/ What disturbed the couple and how did the people next door react?
?s b: What does {p} wear to bed?
/ What did {p} resort to at night?
?o d: Has {p} joined in with next door?
/ How does the couple get on with those next door by the end?
?t c: In which month did next door bring a pie?
/ In which month was peace offered?
?a a: What noise did {c} make to provoke complaints?
= pain_point c a next door has {n}
## chain
c a: any idea when we complete on the studio? all my work is in boxes
s: the buyer below lost his mortgage
c b: I've painted with the same two brushes for a month
s c: another lender is looking at him, ten days
-- 15
s d: he got it! completion is set
c: im hugging a box
-- 15
c e: I'm in. first thing unpacked: a third brush
?m a c: What did the buyer below lose, and is another lender looking?
/ What caused the standstill and how might it be fixed?
?s b: How many brushes has {c} painted with for a month?
/ How limited was {c}'s equipment?
?o e: Are the boxes being unpacked?
/ Has {c}'s ordeal with cardboard ended?
?t d: In which month was completion set?
/ In which month did financing come through?
?a c: Which bank is {c}'s own mortgage with?
# broadband: Lark Fibre | HillNet
## video_calls
$ tm every evening | whenever it rains | on mondays
c a: calls freeze {tm}, my boss thinks I pull faces
s: let me measure. where's the router?
c b: in the wardrobe behind the wedding dress
s: that's cosy for it
-- 12
s c: our engineer put it on the landing and changed the splitter
c d: crystal clear, now they see me actually pulling faces
-- 25
c e: kids discovered it reaches the tree house
?m a c: When do {c}'s calls freeze, and what did the engineer change?
/ What annoyed {c} at work and what did the visit change?
?s b: Behind what was the router in the wardrobe?
/ Where had the device been hidden?
?o d: Are the calls clear now?
/ Did the repair help?
?t c: In which month did the engineer put the router on the landing?
/ When did the engineer come?
?a b: When did {c} get married?
= pain_point c a calls freeze {tm}
## speed
$ pl Fibre 100 | Home Lite | Swift 150
$ pl2 Fibre 500 | Home Max | Swift 600
c a: currently on the {pl} package, does the job
s: never a late bill either
-- 30
c b: move me to {pl2}? nephew moved in and he streams himself eating cereal
s: upgraded, reboot please
c: wow that was quick
-- 25
s: there's a promo on Giga 2000
c c: what would I do with that, launch rockets? no
?m a b: Which package was {c} on, where did {he} move, and which nephew streams?
/ From which product to which did {c} go, and because of whom?
?t a: Which package was {c} on in {month a}?
/ What was {c} subscribed to in {month a}?
?o c: What would {c} do with the Giga promo?
/ Does {c} feel a need for even more bandwidth?
?a c: When did {c} take up the promo?
?u: How many followers does the nephew have?
= plan c a {pl}
= plan c b {pl2}
x plan c c
## cut_cable
c a: dead line since six and I've got a remote hearing at ten
s: a digger cut the trunk in your lane, so sorry
c b: sitting in the launderette, they have free wifi and warm machines
-- 10
s c: three days credited
c d: didnt even ask, thank you. judge complimented my background noise
-- 15
c: the digger driver waved at me today
?m a b: What did {c} have at ten with the dead line, and whose wifi did {he} use?
/ What obligation was at risk and where did {c} take shelter?
?s c: How many days were credited to {c}?
/ What did the provider do by way of apology?
?o d: What did the judge say about the noise?
/ How did the judge take the setting?
?t a: In which month was {c}'s line dead since six?
/ In which month was the trunk severed?
?a d: What was the verdict against {c}?
## phantom
$ ex a sports bundle | antivirus | extra mailboxes
c a: whats this {ex} on my bill? never asked
s: it was added by phone in your name
c b: that'll be dad, he says yes to every voice
s: cancelled and refunded
-- 20
c c: and its back
s: unbelievable, escalating
-- 15
t d: {t} here, two months returned and phone sales blocked for good
c: finally a grown up
?m a b: What was on the bill that {c} never asked for, and who says yes to every voice?
/ Which item was wrongly billed, and who probably agreed to it?
?s d: What did {t} block, and how many months were returned?
/ What prevents a repetition?
?o c: Was {ex} on the bill gone after the first time?
/ Was the first fix effective?
?t d: In which month were two months returned?
/ In which month was the money given back?
?a d: Which regulator did {c} complain to?
x decision_maker c b
## leaving
$ rv SkyWire | ZipNet | Valley Telecom
c a: thinking of leaving, {rv} is half your price
s: I could match it for a year
c: and then?
s b: then it's 38 a month again
-- 15
c c: asked around, with {rv} half the street buffers. im staying
s: happy to hear
-- 20
c d: number 12 just asked for my password, guess who he's with
?m a c: Why was {c} thinking of leaving for {rv}, and why is {he} staying?
/ What nearly made {c} go and what kept {him} here?
?s b: How much a month is it after the year?
/ What will the monthly fee be after the promotional year?
?o d: Who is number 12 with, and is his internet good?
/ Is the man at number 12 happy with his provider?
?t c: In which month did {c} say that {he} is staying?
/ In which month did {c} decide to remain?
?a b: What fee did {c} propose?
= competitor c a {rv}
"""
