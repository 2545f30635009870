"""Stories of the test family in English that one trade has: cakes, bikes and garage."""

TEXT = """
# cakes: Crumb & Co | The Whisk
## tiers_cake
$ fl lemon and thyme | pistachio | coffee walnut
$ fl2 plain vanilla | dark chocolate | strawberry
c a: our wedding cake, {p} dreams of {fl}
s: divine choice! how many guests?
c b: ninety, half of them rugby players
s: so a hundred and fifty portions
-- 20
c c: taste test at home went badly, my mum hates it. make it {fl2}
s: mums win
-- 25
c d: not one crumb left, a prop forward licked the board
?m a c: What cake did {p} dream of, and why did {c} change it after the taste test?
/ What taste did the couple have in mind, and why was it dropped?
?s b: How many wedding guests are there?
/ How many people were invited?
?o d: Was there any cake left, even a crumb?
/ Was the cake popular?
?t c: In which month did the taste test at home go badly?
/ In which month was the recipe altered?
?a b: Which rugby club does {c} play for?
## gluten
c a: is there a version for my colleague, she's coeliac
s: yes, separate kitchen on mondays
c b: then monday it is, she's retiring after 38 years
s c: I'll do the almond one with apricots
-- 20
c d: she thought it was the first proper cake in ten years, tears and all
s: that's why we do this
-- 20
c e: now shes ordering from u herself, says hi
?m a b: Why did {c}'s colleague need another version, and after how many years is she retiring?
/ Which dietary condition was catered for, and what was being celebrated?
?s c: What fruit is in the almond cake?
/ Which fruit went into the treat?
?o d e: Did {c}'s colleague like the cake enough to order herself?
/ Was the guest of honour won over?
?t d: In which month did {c} tell us about the colleague's tears?
/ When did {c} report back on the party?
?a d: How long has {c} been coeliac?
## upside
c a: the box arrived upside down, it's soup
s: no!! the party is when?
c b: in two hours, fourteen seven year olds
s c: baking cupcakes right now, taxi in 75 min
c: you are my hero
-- 12
c d: they decorated them themselves, best chaos ever
-- 20
c e: same order next year but cupcakes on purpose
?m a c: How did the box arrive, and what came by taxi?
/ What happened to the delivery and how was the party rescued?
?s b: How many seven year olds were at the party?
/ How many children were expected?
?o d e: Did the kids like decorating the cupcakes?
/ Did the accident turn out for the better?
?t a: In which month did the box arrive upside down?
/ In which month was the cake ruined?
?a c: What refund was {c} given?
## course
$ dn croissants | sourdough | macarons
c a: do you teach? my {dn} come out like bricks
s: saturday workshop, eight people
c b: I have one hand in plaster, is that a problem?
s: we'll give you the bossy jobs
-- 20
c c: that was a riot, I stirred left handed and shouted
s: loudest student ever
-- 25
c d: cast off, tried alone. bricks again but tasty bricks
?m a b: What does {c} want to be taught, and what is wrong with {his} hand?
/ What did {c} want to learn and which handicap did {he} have?
?s c: What did {c} do in the workshop with the left hand?
/ How did {c} take part despite the injury?
?o d: Are {c}'s {dn} still bricks?
/ Has {c} mastered the technique since?
?t c: In which month did {c} stir left handed?
/ In which month did {c} attend the workshop?
?a b: How did {c} break the wrist?
## cafe_supply
c a: opening a tea room, want thirty scones a day
s: exciting! from when?
c b: when the paint dries, {p} chose eleven shades of white
s: naturally
-- 25
c c: day one sold out by ten. make it fifty
s: wow!
-- 30
c d: back to forty, the school run moved to the other road
s: adjusted
?t a: How many scones a day did {c} want in {month a}?
/ What daily quantity was ordered at first, in {month a}?
?m c d: Up to how many scones did {c} go, and back down to how many?
/ How did the order grow and shrink, and why?
?s b: How many shades of white paint did {p} choose?
/ What held up the opening?
?o d: Did the school run matter for the tea room?
/ Did passing traffic matter for sales?
?a c: How many cakes did {c} sell in the first week?
# bikes: Spoke Folk | Velo Lane
## commute
$ col mint green | graphite | orange | plum
c a: I'll take the folding one in {col}, gonna ride to work
s: great, it fits under a desk
-- 20
c b: first go: arrived soaked, and there's no shower in the building
s: oops
c c: baby wipes saved the board meeting
-- 25
c d: three months in, 9 pounds lighter without trying
?s a: Which colour is the folding one {c} took?
/ Which colour did {c} opt for?
?m b c: What was missing in the building on {c}'s first go, and what saved the meeting?
/ What snag did {c} meet on day one, and what was the remedy?
?o d: Is {c} lighter since riding to work?
/ Has the new routine been good for {c}'s body?
?t d: In which month was {c} 9 pounds lighter?
/ In which month did {c} announce the weight loss?
?a a: Which bike did {c} buy for the beach?
## squeal
$ part the bottom bracket | the rear hub | the headset
c a: she goes eek eek when I push uphill
s: bring her, we'll listen
-- 10
s b: found it, {part} was bone dry
c: swore it was the chain
s c: 25 for labour, that's all
-- 25
c d: its back!! oh wait. it was my water bottle
s: remote diagnosis lol
?m a b: What did {c}'s bike do uphill, and which part was dry?
/ Which sound was reported and where did it come from?
?o d: When it was back, was it really the bike or the bottle?
/ Did the fault truly return?
?s c: How much was the labour for {c}'s bike?
/ What did the fix cost?
?t b: In which month did {s} find the dry part?
/ When was the source tracked down?
?a b: What did {c} pay for a chain?
## first_bike
$ ch a dinosaur helmet | a duck horn | streamers on the bars
c a: {kidf} turns six soon and wants wheels
s: sixteen inch then
c b: all she talks about is {ch}
s: last one in stock!
-- 15
c c: she slept hugging it
s: pic please
-- 30
c d: stabilisers off, her cousin taught her in an afternoon
?m a b: How old does {kidf} turn, and what does she want on the wheels?
/ How old will the girl be, and what is her heart set on?
?o c: Did {kidf} like it enough to sleep with it?
/ Did the gift go down well?
?s d: Who taught {kidf} to ride without stabilisers?
/ Who taught the child to balance?
?t d: In which month were {kidf}'s stabilisers off?
/ When did the child ride unaided?
?u: Which school does {kidf} attend?
## theft
c a: bike's gone from our basement, they sawed the lock
s: oh {c}. did you register the frame?
c b: you made me, ends in {code}
s: then there's hope
-- 20
c c: police spotted it in an online ad, we went together!!
s: no way
c d: he'd sprayed it black but the number was there
-- 12
s e: the u-lock you ordered has come
?m a c: Where was {c}'s bike when they sawed the lock, and where did the police spot it?
/ Where did the bike vanish from and how was it traced?
?o b d: How did the frame number help {c}?
/ What proved whose bike it was?
?s e: Which lock did {c} order?
/ Which protection did {c} order afterwards?
?t c: In which month did the police spot {c}'s bike?
/ In which month was {c} reunited with the stolen thing?
?a d: Which colour did {c} have the frame painted?
## tour
$ rt Great Divide | Hebridean Way | Danube Path | Coast to Coast
c a: me and two other fools are riding the {rt} in the holidays
s: dream! how long?
c: eight days
s b: take 25 litre panniers and wider tyres
-- 25
c c: one fool is out, his wife's expecting
s: best excuse
-- 25
c d: seven falls, two punctures, zero arguments
?m a c: How many fools were riding the {rt}, and why is one out?
/ How many were to set off, and why did the party shrink?
?o d: Were there arguments on the ride?
/ How did the friendship fare on the road?
?s b: Which panniers and tyres did {s} advise?
/ Which gear was recommended for the journey?
?t d: In which month did {c} tell us about falls and punctures?
/ In which month did {c} report on the adventure?
?a b: Which tent did {c} bring?
# garage: Dent & Sons | Crank Street Motors
## rattle
$ pt the heat shield | a worn bushing | the anti-roll link | a loose brake pad
c a: my van rattles like a drawer of spoons over cobbles
s: front or back?
c b: front, passenger side
s: bring it at 8
-- 10
s c: it was {pt}, done, tested by the market square
c: and the damage? be gentle
s d: 230 all in
c: phew thought you'd say a grand
-- 25
c e: so silent I heard my kid plotting in the back
?m a c: What did {c}'s van do over cobbles, and what was it?
/ What was the symptom and which component was to blame?
?s b: On which side of the van was it, passenger or driver?
/ On which side was the fault?
?o d: Did {c} pay less than a grand for the van?
/ Was the repair cheaper than {c} had feared?
?t c: In which month was the van done and tested?
/ In which month was the component fixed?
?a d: What did {c} pay for new tyres?
## mouse
c a: aircon smells like something moved in
s: when was the filter last done?
c b: never, bought her in 2015
s: oh dear
-- 10
s c: there was a mouse nest, with furniture, basically
c: that explains my sneezing
s: cleaned twice
-- 25
c d: nose is clear for the first time in years
?m c d: What did the mouse build in the aircon, and how is {c}'s nose now?
/ Which surprise was hiding in the vents and how did removing it help?
?s b: In which year was the car bought?
/ Since which year has {c} owned the vehicle?
?o a: What did {c}'s aircon smell like?
/ What made {c} suspicious in the first place?
?t c: In which month was the mouse nest found?
/ When was the infestation found?
?a d: Which allergy tablets does {c} take?
## selling
$ car the old Beetle | the Volvo | the pick-up | the camper
c a: selling {car}, what's it worth with the new gearbox?
s: maybe 9 grand, I know a lad
c b: under ten I won't even make tea
-- 20
c c: the lad came, offered 9.5, told me about his band
c d: I said yes. he reminded me of me
s: softie
-- 20
c e: saw {car} at a festival with flames painted on, nearly wept
?m b d: Under how much would {c} not sell, and did {he} say yes to the lad?
/ What was {c}'s lowest price, and was it respected?
?o d: Why did {c} say yes to the lad's offer?
/ Why did {c} give in on price?
?s e: What was painted on {car} at the festival?
/ What did the vehicle look like afterwards?
?t d: In which month did {c} say yes to the lad?
/ In which month did {c} shake hands on the deal?
?a a: Which price did {c} estimate at the start?
x budget c b
## road_trip
c a: driving to {city} for the long weekend, 600 miles, check everything
s: leave it two days
c b: whole tribe's coming including grandpa and his parrot
s: I'd check the parrot too
-- 12
s c: brakes were down to metal
c: and we'd have done the mountain pass...
-- 15
c d: there and back, no drama, only the bird got sick
?m a c: Where was {c} driving for the long weekend, and how were the brakes?
/ Which journey was planned, and what danger was spotted beforehand?
?s d: Who got sick on the drive?
/ Who was unwell on the road?
?o b: Who is coming along in {c}'s car?
/ Was the vehicle full?
?t c: In which month were the brakes down to metal?
/ When was the hazard noticed?
?a d: Which hotel did {c} stay at?
## again
$ pt the water pump | the alternator | the clutch
c a: {pt} you fitted is dead already, five months!
s: under warranty, we'll tow you free
c b: missed my sister's graduation standing on a hard shoulder
s: I'm truly sorry
-- 12
s c: factory fault in the batch, we used another brand
c: so not on you
s: still ours to fix
-- 25
c d: told the whole street you own your mistakes
?m a c: Which part we fitted was dead, and what was wrong in the factory?
/ Which component failed prematurely and why?
?o d: What did {c} tell the street about us?
/ Is {c} holding a grudge against the garage?
?s b: What did {c} miss while standing on the hard shoulder?
/ What did {c} miss through the breakdown?
?t a: In which month was {pt} dead already?
/ When did the replacement give up?
?a b: Which university did {c} graduate from?
"""
