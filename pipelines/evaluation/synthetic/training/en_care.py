"""Stories of the training family in English that one trade has: hair, removals and feasts."""

TEXT = """
# hair: Silver Scissors | The Curl Room
## curls
c a: straightened for 15 years, I want my curls back
s: a slow transition then
c b: scared of the helmet phase
s c: I'll trim some each month
-- 30
c d: four fingers of curl, gran recognised me in the street
-- 30
c e: cut the last straight end, kept it in an envelope
?m a c: How many years did {c} straighten, and how will {s} do it?
?s b: Which phase is {c} scared of?
?o e: Is any of {c}'s hair still straight?
?t e: In which month was the last straight end cut?
?a d: Where does {c}'s gran live?
## dye
$ co copper | petrol blue | caramel | burgundy
c a: dyed it at home and it's green
s: green how?
c b: iceberg lettuce
s: come now, greet nobody
-- 10
s c: neutralised and we reached the {co} you wanted
-- 25
c d: my manager says the green had character too
?m a c: What colour was it after {c} dyed at home, and which did {s} reach?
?s b: Which lettuce is the green like?
?o d: Did {c}'s manager mind the green?
?t c: In which month was the green neutralised?
?a a: Which brand of dye did {c} use?
## bridal
c a: my sister in law marries at 9 am in the hills, needs a braid
s: then 5 am in her room
c b: she bites when woken early, bring coffee
-- 20
s c: she sat asleep, I braided while she snored
-- 20
c d: nobody can tell in the pictures, pure angel
?m a c: At what hour does the sister in law marry, and what did she do during the braid?
?s b: What should {s} bring for somebody who bites?
?o d: Do the pictures show that she was asleep?
?t c: In which month was the braid made?
?u: What is {c}'s sister in law called?
## lice
c a: help, note from school: lice
s: don't panic
c b: itching from the idea alone
s c: fine comb every other day and no kerosene whatever your aunt says
-- 15
c d: clean! only {kid} got shaved, wants to look like a footballer
?m a c: What did the note from school say, and how often to comb?
?s d: Who got shaved?
?o b: Is {c} itching from real lice?
?t a: In which month did the note from school come?
?a c: Who recommends kerosene?
## wig
c a: want to give 12 inches for a child's wig
s: wonderful! washed, dry, braided
c b: {friendf} at work lost hers to chemo, hence
-- 15
s c: posted to the wig bank, took two days
-- 30
c d: {friendf} is back with short hair and red lipstick
?m a b: How much does {c} want to give for a wig, and because of whom?
?s c: Where was the hair posted?
?o d: Has {friendf} recovered?
?t d: In which month was {friendf} back?
?a c: Which child got the wig?
# removals: Ant Removals | Here & There Movers
## fridge
c a: the fridge won't go round the bend in the stairs
s: outside then, by rope
c b: seventh floor, the caretaker will be thrilled
-- 12
s c: up in twenty minutes, the pavement clapped
c d: only forgot to take the eggs out
?m a c: Why did the fridge go outside by rope, and in how many minutes was it up?
?s b: On which floor is {c}?
?o d: What probably broke in the fridge?
?t c: In which month did the fridge go up?
## vinyl
c a: do you pack? 60 boxes of nothing but vinyl
s: upright, never flat
c b: the rarest travels on my lap
-- 15
s c: all in, one damp at the rim but the records are dry
c d: checked each by listening, took nine days
?m a c: How many boxes of vinyl were there, and was one damp?
?s b: Where does the rarest record travel?
?o d: Is {c} certain the records are fine?
?t c: In which month did the boxes arrive?
?a b: How much is the rarest record worth?
## heirloom
c a: great gran's piano goes to my sister
s: grand or upright?
c b: upright, with a key that bites
s c: four men and a ramp
-- 20
c d: arrived, and my niece lets nobody sleep
?m a c: To whom goes great gran's piano, and how many men are needed?
?s b: What does one key of the piano do?
?o d: Does {c}'s niece enjoy the piano?
?t d: In which month did the piano arrive?
?a a: Who sold the piano?
## storage
c a: can you store my furniture for a year? I'm joining a ship
s: we can! what ship?
c b: research, counting whales
-- 35
c c: 212 so far, one sneezed on me
-- 30
c d: back sooner, eight months instead of a year, sick of fish
?m a d: How long was {c}'s furniture to be stored, and how long will it be?
?s b: What does {c} count on the ship?
?o d: Is {c} tired of life at sea?
?t c: In which month had {c} counted 212 whales?
?a c: Which kind of whale sneezed?
## vase
c a: the vase arrived in 14 pieces
s: so sorry! valuable?
c b: not at all, but it held the family's keys
s c: we'll compensate anyway
-- 12
c d: my boy glued it with gold, saw it in a japanese video
-- 20
c e: prettier than before, somebody offered money
?m a d: In how many pieces was the vase, and who glued it?
?s b: What did the vase hold?
?o e: Is the glued vase worth more than before?
?t d: In which month was the vase glued?
?a e: For how much did {c} sell the vase?
# feasts: Thyme Catering | Party Point
## golden
$ mn gnocchi | shepherd's pie | paella
c a: my parents' golden wedding, {mn} for 80
s: a classic! children?
c b: eleven and all hate green
s c: broccoli goes into the sauce, hidden
-- 25
c d: they ate broccoli unknowingly, I feel like a wizard
?m b c: How many children come, and what is hidden in the sauce?
?s a: Which dish does {c} want for the golden wedding?
?o d: Did the broccoli trick work?
?t d: In which month was the broccoli eaten?
## vegan_boss
c a: my manager is vegan and I swore her a barbecue
s: vegetables on the grill then
c b: she says the smell of meat offends
s c: separate kitchen, promise
-- 15
c d: she had the grilled leeks three times
-- 20
c e: got promoted, it was the leeks
?m a c: What did {c} swear to the vegan manager, and in what kitchen is it cooked?
?s d: What did the manager have three times?
?o e: Did the barbecue help {c} at work?
?t d: In which month did the manager eat leeks?
?a e: What does {c} earn since being promoted?
## tent
c a: garden party, rain forecast, got a tent?
s: six by six
c b: and the bonfire?
s c: cellophane and a lamp, nobody notices
-- 12
c d: the vicar jumped the fake bonfire and landed on his bottom
?m a c: What does {c} need for the garden party, and of what is the bonfire?
?s d: Who jumped the bonfire?
?o c: Does the bonfire really burn?
?t d: In which month was the garden party?
?a d: Which bone did the vicar break?
## dentists
c a: breakfast for 45 at a congress of tooth doctors
s: sugar free? lol
c b: on the contrary, they want fudge in secret
-- 15
c c: gone in six minutes, one hid some in his coat
-- 20
c d: they want the same next year but for 200
?m a d: For how many was the congress breakfast, and for how many next year?
?s b: What do the tooth doctors want in secret?
?o c: Was the fudge a success?
?t c: In which month was the congress?
?a c: Who organised the congress?
## called_off
c a: the bride changed her mind, cancel all
s: so sorry! 70 percent comes back
c b: she's my cousin, ran away with the photographer
-- 15
c c: on second thoughts keep the feast, it's my aunt's birthday now
s d: does she know?
c: she will on saturday
-- 20
c e: best feast of the year, aunt danced with the groom
?m a c: Why was the feast cancelled, and what is it now?
?s b: With whom did {c}'s cousin run away?
?o e: Did the groom enjoy the feast?
?t e: In which month did aunt dance?
?a a: How much money was handed back to {c}?
"""
