"""Stories of the test family in English that fit every shop: where people live and work, and how to reach them."""

TEXT = """
# any
## new_flat
$ why the landlord sold the place | our rent went up again | the damp was making me ill
c a: send it to {street} pls, thats me
s: got it, {street}. any gate code?
c: nope just knock loud
-- 30
c b: so guess what, {why}
c b2: got the keys on saturday, from now on it's {street2}
s: ooh congrats! shall I switch your file over?
c: please do, bin the old one
-- 15
s: is there somewhere safe if you're out?
c c: {friendf} on the ground floor takes everything in, she's basically the concierge
s: lovely
c d: if I'd gone to {city} like I wanted none of this would have happened lol
s: ha, {city} has its own problems
?t a: Which street were things to be sent to in {month a}?
/ What was {c}'s home address back in {month a}?
?m b b2: Why did {c} leave the old place, and which street are the new keys for?
/ What forced {c} out of the previous home, and where did {he} end up?
?s c: Who on the ground floor takes in {c}'s parcels?
/ Who accepts parcels on {c}'s behalf?
?a d b2: When did {c} relocate to {city}?
?u: How much deposit did {c} pay on the apartment?
= lives_at c a {street}
= lives_at c b2 {street2}
x lives_at c d
## maybe_abroad
$ when after the summer | next spring | once my visa clears
c a: do you cover {city}? I live in {city} these days
s: we do, every weekday
c: perfect
-- 20
c b: might be off to {city2} {when}, my brother keeps nagging me
s: whoa big change! is it settled?
c: nah just talk for now
-- 30
s: I've a note here about {city2}, should I update anything?
c c: scrap that, my brother's the one coming back here instead
s: haha fair enough
c d: him and a drum kit, pray for my neighbours
?o b: Which relative keeps nagging {c} to go to {city2}?
/ Who was pushing {c} to emigrate?
?m b c: Is {c} still going off to {city2}, and what is the brother doing?
/ Did the planned departure go ahead, and what happened with the sibling?
?s d: What kit is {c}'s brother bringing?
/ What noisy thing is being brought along by {c}'s relative?
?t b: In which month did {c} say that {he} might be off to {city2}?
/ In which month did {c} first float the idea of leaving?
?a c: Which day did {c} fly to {city2}?
= lives_at c a {city}
x lives_at c b
## parents_house
$ thing statements | paper letters | the catalogue
c: where do {thing} go out to?
s: whatever's on the invoice. want to check?
c a: should say {street}, been there ten years
s: yes that's the one
-- 40
c b: we sold up!! as of this week me and {p} are at {street2}
s: end of an era! changing it now
c: {p.he} cried, I didn't. ok I did
-- 15
p c: hi {p} here, my parents are at {street3}, they're home all day if a driver gets stuck
s: hi {p}, I'll leave the file as it is unless {c} says so
p: sure no worries
?m a b: How many years was {c} at {street}, and where did they move after they sold up?
/ How long had the couple been in the old home and where are they based at present?
?s c: At which street are {p}'s parents home all day?
/ Where can {c}'s in-laws be found?
?o b: Was leaving the house emotional for both of them?
?t b: In which month did {c} say that they sold up?
/ In which month did the sale of the house come up?
?a c: Which address did {p} order us to replace {c}'s with?
= lives_at c a {street}
= lives_at c b {street2}
x lives_at c c
## quit
$ role in payroll | on the night shift | in procurement | on the front desk
c: can only text at [lunch|break], phones stay in lockers
s: no rush, what do you do?
c a: I work at {firm}, {role}
s: busy place
-- 35
c b: handed in my notice, been with {firm2} two weeks now
s: brave! how is it?
c c: I work in my pyjamas and eat real lunches, 10/10
s: jealous
-- 20
c d: {firm} rang begging me to come back, laughed so hard I dropped the phone
s: should've treated you better
c: exactly
?m a b: Where did {c} work at first, and where after handing in the notice?
/ What was {c}'s career path over these months?
?o c: Does {c} work from home in pyjamas now?
/ Does {c} commute in the new role?
?s d: What did {c} do when {firm} rang to ask {him} back?
/ How did {c} respond when the previous employer made contact?
?t b: In which month did {c} hand in {his} notice?
/ When did {c} let us know about resigning?
?a d: Since when has {c} been back with {firm}?
?u: What is {c}'s new salary?
= works_at c a {firm}
= works_at c b {firm2}
x works_at c d
## interview
c a: I'm with {firm}, do we get a corporate rate?
s: checking... {firm} does, 8 percent
c: nice
-- 25
c b: if {firm2} hires me would I lose that? had an interview there yday
s: you would, but we'd sort something
c: fingers crossed
-- 25
s: any news on that interview?
c c: nope, they wanted fluent german. staying put
s: their loss
c d: funny thing, my cousin {friend} got in there, and his german is worse than mine
s: lol
?m b c: How did the interview at {firm2} go for {c}?
/ How did the recruitment process turn out for {c}?
?o a: Why does {c} get a corporate rate?
/ Why is {c} charged less than other people?
?s d: Which cousin got into {firm2}?
/ Which relative was taken on by the company that turned {c} down?
?t c: In which month did {c} hear that they wanted german?
/ In which month did {c} hear about the rejection?
?a c: Since when has {c} worked for {firm2}?
= works_at c a {firm}
x works_at c b
x works_at c d
## dead_phone
c: someone from your side tried me and [got voicemail|it rang out]
s: what's the best number?
c a: my cell is {phone}
s: noted
-- 25
c b: dropped it in the lake lol. {phone} isn't mine any more
c c: new one is {phone2}
s: updated! did you at least have insurance?
c d: had it, lapsed in the week before, classic me
-- 10
c e: if its urgent and I don't pick up try {p} on {phone3}
s: added as emergency contact only
?m a b c: Which cell numbers has {c} had, and which is the new one?
/ Which numbers has {c} given out and which of them is current?
?o d: Was the phone that {c} dropped in the lake insured?
/ Was the lost handset covered?
?s e: Who should we try if it's urgent and {c} doesn't pick up?
/ Who should be rung in an emergency?
?t b: In which month did {c} drop the phone in the lake?
/ In which month did the old line stop being valid?
?u: Which carrier is {c} with?
= phone c a {phone}
- phone c b {phone}
= phone c c {phone2}
x phone c e
## inbox
c: nothing in my inbox [so far|yet]
s: I used {email} from the form
c a: yeah {email} is right, I just never open it, it's from my band days
s: want to change it?
c: ill think abt it
-- 20
c b: add {email2} too, that one I check every morning with coffee
s: both on file
c: cheers
-- 20
c c: {friend} in accounts will send you his own for the copies
s: sure
?m a b: Which email addresses are on file for {c}?
/ Which mailboxes can be used to reach {c}?
?o b: Which email does {c} check every morning?
/ Which account is {c} likely to read first?
?s a: From which days is the email that {c} never opens?
/ Which period of {c}'s life does the neglected account come from?
?a c: What is {friend}'s mailbox?
= email c a {email}
= email c b {email2}
x email c c
## postcode
$ biz candles | dog biscuits | fancy dress | hot sauce
c a: my zip is {zip} in case the label needs it
s: it does, thanks
c: the driver got lost last time
-- 30
c b: I'm selling {biz} out of my kitchen now, proper registered and all
s: amazing! how did that start?
c c: gave some to my book club at xmas and they wanted more
-- 20
c d: one of them wrote a review so over the top my mum thinks I paid for it
s: did you? lol
c: in {biz}
?m b c: What is {c} selling from the kitchen, and who wanted more at xmas?
/ What enterprise did {c} launch and where did the demand come from?
?s d: What does {c}'s mum think about the review?
/ What does {c}'s mother suspect?
?t b: In which month did {c} start selling {biz}?
/ In which month did {c} mention going into business?
?o b: Is {c}'s kitchen business registered?
/ Is {c} running the venture officially?
?a c: Which novel did the book club read?
= postal_code c a {zip}
## nick
$ nick Fizz | Ozzie | Mack | Birdie | Spud | Tink | Ace | Dot
c: hey its [me again|your favourite customer]
s: hello {c}, how may I help?
c a: so formal! call me {nick}, everyone does
s: will do, {nick}!
c: better
-- 20
t: good afternoon {c}, this is {t}
c b: only my grandma uses that and only when im in trouble
t: haha sorry
-- 15
c d: the voucher says {nick} and the hotel wouldnt take it, paperwork needs the passport name
s: right: papers official, chat friendly
?s a: What does {c} want everyone to call {him}?
/ How does {c} like to be addressed in chat?
?m a d: Where can we use {nick}, and where does it need the passport name?
/ When may the nickname be used and when not?
?o b: When does {c}'s grandma use the whole name?
/ Who says {c}'s given name in full, and in what mood?
?s d: Who wouldn't take the voucher with {nick} on it?
/ Which business turned the nickname down?
?t d: In which month did the hotel not take the voucher?
/ In which month did a document cause trouble?
= preferred_name c a {nick}
x preferred_name c b
## write_me
$ where in the stockroom | on the shop floor | up a ladder
c: 4 missed calls from you [yesterday|today]
s: sorry, just wanted a quick yes or no
c a: cant answer, im {where} most of the day. text me on whatsapp instead
s: understood
-- 30
c b: ok change of plan, this app is drowning in family groups. email only from now on
s: email it is
c: I read it properly on sundays
-- 15
c c: {p} is the phone person, {p.he} can chat to a call centre for an hour
s: a rare gift
?m a b: Where did {c} first ask to be texted, and what changed to email?
/ Which means of contact did {c} ask for, one after the other?
?o b: Why did {c} get tired of family groups in the app?
/ What made instant messaging annoying for {c}?
?t a: By which app did {c} want a text in {month a}?
/ How did {c} want to be reached in {month a}?
?a c: When did {c} ask us to ring?
?s a: Why can't {c} answer calls most of the day?
/ What kept {c} from talking out loud during working hours?
= preferred_channel c a whatsapp
= preferred_channel c b email
x preferred_channel c c
## call_me
c: i dont read [essays|these long ones] sorry
s: shall we do it differently?
c a: just call me, I'm alone in the car 7 to 8
s: morning call, noted
-- 25
s: should we also send text reminders?
c b: sms? in this century? no, leave it as it is
s: ok!
-- 20
c c: someone rang at ten at night, not cool
s: our mistake, apologies
c: woke the twins
?s a: When is {c} alone in the car for a call?
/ Where is {c} when it suits {his} schedule to speak?
?o b: Does {c} want sms reminders?
/ Would {c} welcome reminders by text?
?m a c: At which hours should we call {c}, and at which hour was a ring not cool?
/ Which hours are good and bad for phoning {c}?
?s c: Who woke when someone rang at ten at night?
/ What was the consequence of the late ring?
?u: Which car brand does {c} own?
= preferred_channel c a phone
x preferred_channel c b
## spouse_decides
c: love the quote, [but|only thing is]
s: anything unclear?
c a: the one who decides in this house is {p}
s: shall I send it to {p} directly?
c: ill show {p.his} majesty over dinner
-- 15
p b: hi its {p}, looks fair but I want my aunt to see the contract
s: of course
p: she was a notary for thirty years
-- 20
c c: auntie found a weird late fee on page six
s: I can strike that
c d: then {p.he}'s in, which means were in
?m a d: Who decides in {c}'s house, and is {p.he} in?
/ Whose yes does the couple depend on, and was it given?
?s c: What fee did {c}'s aunt find in the contract?
/ What did the relative object to?
?o b: Why did {p} want the aunt to see the contract?
/ Why was the aunt's opinion worth having?
?t c: In which month was a weird fee found on page six?
/ In which month was the fee noticed?
?a b: How much did {p} pay a notary?
= decision_maker c a {p}
x decision_maker c b
## signoff
$ boss the director | my business partner | the head teacher | the landlord
$ boss2 the new treasurer | our board | the area manager | old Mrs Pym
c: I [cant|can't] sign this myself
s: who does?
c a: {boss} has the final say, I just collect quotes
s: pdf then?
c: pdf pls
-- 30
c b: reshuffle here, the one who signs off now is {boss2}
s: anything change for you?
c c: same pay twice the meetings lol
-- 15
s: want me to copy in {boss}?
c d: no need, gone fishing, literally
s: haha ok
?m a b: Who had the final say, and who signs off now after the reshuffle?
/ How did authority over purchases shift?
?o c: Did the reshuffle give {c} more pay?
/ Did the reshuffle make {c}'s life better?
?t b: In which month did {c} tell us of the reshuffle?
/ In which month did {c} tell us that approval lies elsewhere?
?s d: Where has {boss} gone?
/ What is the former approver up to?
?u: How many staff does {c} lead?
= decision_maker c a {boss}
= decision_maker c b {boss2}
x decision_maker c d
"""
