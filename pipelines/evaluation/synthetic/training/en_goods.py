"""Stories of the training family in English that one trade has: optician, joinery and photographer."""

TEXT = """
# optician: Clear Day Optics | Lens & Larder
## varifocals
c a: keep tripping on kerbs with the new lenses
s: varifocals, the brain needs a while
c b: said hello to a mannequin yesterday
s: two weeks, promise
-- 15
c c: now I read leaflets and spot buses, same pair
?m a c: What trouble did the new lenses give {c}, and can {he} read with the pair now?
?s b: Whom did {c} say hello to?
?o c: Has {c} got used to the pair?
?t a: In which month was {c} tripping on kerbs?
## frames
$ fr tortoiseshell | cat eye | round gold
c a: want {fr} frames like my old teacher's
s: I have two like it
c b: my nose is thin, all of them slide
s c: silicone pads will do
-- 20
c d: sat on them, flat as a pancake
?m b c: Why do frames slide on {c}, and what will help?
?s a: Which frames does {c} want?
/ Who inspired {c}'s choice of style?
?o d: What accident befell the frames?
?t d: In which month did {c} sit on the frames?
?a d: How much did the straightening cost?
## blackboard
c a: {kidf}'s teacher says she copies everything wrong off the board
s: let's test her sight
-- 12
s b: three dioptres short sighted, poor love
c c: and there was me scolding her about the notebook
-- 20
c d: she saw stars for the first time and stayed half an hour at the window
?m a b: What did {kidf}'s teacher say about the board, and how short sighted is she?
?s d: How long did {kidf} stay at the window for the stars?
?o c: Does {c} feel bad about scolding?
?t b: In which month was {kidf} found short sighted?
?a b: How short sighted is {c}?
## swim
c a: can one swim with contacts in?
s: better not, infections
c b: if I close my eyes?
s: then you'll miss the wall lol
-- 20
c c: bought goggles with my prescription, hit the wall anyway
-- 20
c d: came fourth in the seniors' gala
?m a c: What did {c} want to swim with, and what goggles were bought?
?s d: Which place did {c} come in at the gala?
?o c: Did the goggles keep {c} off the wall?
?t d: In which month was the gala?
?u: Which pool does {c} train at?
## sunglasses
c a: my niece's dog ate my sunglasses
s: whole?
c b: left one arm, out of politeness
s c: accident cover, you pay 30 percent
-- 15
c d: keeping the new ones on top of the bookcase, can't reach them myself
?m a c: What did the dog eat, and how much does {c} pay with the cover?
?s b: Which part did the dog leave?
?o d: Where are {c}'s new ones kept?
?t d: In which month did {c} have the new ones?
?a a: What is {c}'s niece called?
# joinery: Cedar Bench | Oak & Awl
## table
$ wood walnut | elm | cherry
c a: a {wood} table for twelve please
s: big family!
c b: sunday italians, each talks for three
s c: two halves with a joint or it won't pass the door
-- 30
c d: it fitted by a finger
c e: uncle scratched it with a knife at the first lunch
?m b c: For whom is the table, and why in two halves?
?s a: Of what wood is the table?
?o d: Did the table pass the door easily?
?t d: In which month did the table come?
?a e: How much did uncle pay?
## cot
c a: a cot that turns into a bed, possible?
s: yes, removable side
c b: no smelly varnish, {kidf} has asthma
s c: beeswax then
-- 25
c d: she slept through, must be the honey smell
-- 25
c e: side is off, she climbs out and reports to the lounge at five
?m b c: Why no varnish on the cot, and what is used?
?s e: At what time does {kidf} report to the lounge?
?o d: Does {kidf} sleep well in the cot?
?t e: In which month was the side taken off?
?a a: What colour is the cot?
## ghost_door
c a: one wardrobe door opens by itself
s: the floor may slope
c b: my girl says it's a ghost, she named it Armand
-- 12
s c: wedge under one foot, should stop
-- 20
c d: stopped, she's in mourning for Armand
?m a c: What did the wardrobe door do, and what was put under the foot?
?s b: What did {c}'s girl name the ghost?
?o d: Was the girl glad that it stopped?
?t c: In which month was the wedge put in?
?a d: Which ghost did {c} see?
## rocking_chair
c a: found a rocking chair in a skip, can it be saved?
s: send a photo
c b: one arm missing and pet woodworm
s c: I'll treat it and turn an arm, three weeks
-- 25
c d: looks better than me, mum won't leave it
-- 20
c e: its old owner turned up and just asked to sit a while
?m b c: What was missing on the chair, and how many weeks does it take?
?s a: Where was the rocking chair found?
?o d: Does {c}'s mum like the chair?
?t e: In which month did the old owner turn up?
?a e: How much did the old owner offer?
## shelves
c a: shelves for 900 books on a plaster wall
s: steel brackets needed
c b: some are comics, don't judge
-- 20
s c: up, they'd hold an encyclopedia
c d: sorted by colour, my librarian brother wept
?m a c: For how many books are the shelves, and will they hold?
?s b: What besides books is on the shelves?
?o d: Does {c}'s brother approve of sorting by colour?
?t c: In which month were the shelves up?
?u: Which is {c}'s favourite book?
# photographer: Focus Lane | True Portrait
## ten_days
c a: baby shoot, he's ten days old and only cries
s: we go at his speed
c b: he sleeps to the sound of a hair dryer
s: bringing one
-- 15
c c: adore them, mostly the one where he pees on you
?m b c: To what sound does the baby sleep, and which picture does {c} adore?
?s a: How many days old is the baby?
?o c: Did the shoot stay dry?
?t c: In which month did {c} see the pictures?
## id_photo
c a: need a passport picture but my eyes always shut
s: I'll take twenty
c b: last one, the airport thought I was asleep
-- 12
s c: got it on number nineteen
-- 20
c d: the officer said nice picture. framed it
?m a c: What do {c}'s eyes do in a picture, and which number was good?
?s d: Who said {c}'s picture is nice?
?o b: Did the last picture confuse anybody?
?t c: In which month was the passport picture taken?
?a d: Which country did {c} travel to?
## drone
$ pl farm | inn | distillery
c a: want a picture of my {pl} from the air for the website
s: drone on saturday unless windy
c b: mind the hawk, he hates visitors
-- 12
s c: the hawk attacked, lost a propeller, saved the pictures
-- 20
c d: the attack is now our most liked picture
?m b c: Whom did {c} say to mind, and what did the drone lose?
?s a: What is the picture from the air for?
?o d: Did the hawk help the website?
?t c: In which month did the hawk attack?
?a c: What did the propeller cost?
## torn
c a: can you mend a photo from 1938 torn in half?
s: if you have both halves
c b: each half was with a sister, they'd fallen out
-- 20
s c: joined digitally, your great grandad has a face again
c d: the old ladies hugged when they saw it
?m b d: With whom was each half, and what did the ladies do when they saw it?
?s a: Of what year is the torn photo?
?o c: Is great grandad's face visible?
?t c: In which month was the photo joined?
?a b: Why had the sisters fallen out?
## yearbook
c a: yearbook, 140 pupils in two days
s: doable with an assistant
c b: one only smiles if you mention dinosaurs
-- 20
s c: nine were absent, I've set a second date
-- 20
c d: the dinosaur boy grins in all, his mother bought the lot
?m a c: How many pupils are in the yearbook, and how many were absent?
?s b: When does one pupil smile?
?o d: Did the mother like the dinosaur boy's grin?
?t d: In which month did the mother buy the lot?
?u: Which school is the yearbook for?
"""
