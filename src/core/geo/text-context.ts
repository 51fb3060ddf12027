/** Words that, right after a place name, make it the name of something else: teams, papers, firms, dishes, people. */
export const namedAfterPlaces: ReadonlySet<string> = new Set(
  (
    'cowboys bears cubs bulls blackhawks sox texans astros rockets eagles phillies flyers sixers 76ers steelers pirates penguins patriots celtics bruins yankees mets knicks nets rangers giants jets islanders dodgers lakers clippers ' +
    'rams chargers angels kings ducks padres 49ers warriors athletics raiders sharks seahawks mariners kraken sounders broncos nuggets rockies avalanche cardinals suns diamondbacks coyotes vikings twins timberwolves wild lions tigers pistons ' +
    'packers brewers bucks browns guardians indians cavaliers cavs bengals reds colts pacers titans predators grizzlies falcons braves hawks united panthers hornets hurricanes dolphins heat marlins magic buccaneers bucs rays lightning jaguars jags ' +
    'saints pelicans chiefs royals blues spurs mavericks mavs stars thunder jazz blazers timbers orioles ravens commanders redskins capitals caps wizards nationals nats bills sabres dynamo galaxy lafc fc sc aces storm sparks sky fever mystics ' +
    'post times tribune herald chronicle globe gazette inquirer journal magazine airlines clinic hot symphony orchestra philharmonic opera ballet marathon bowl ' +
    'street st ave avenue road rd blvd boulevard drive dr lane ln way highway hwy pike ' +
    'instruments roadhouse pete toast holdem hold chicken barbecue bbq pizza cheesesteak cheesesteaks wings roll rolls sauce style cheese cream steak strip chili wine roast omelette ' +
    'mutual life group bank financial insurance rangers tech aggies longhorns sooners buckeyes wolverines spartans badgers hawkeyes gators seminoles bulldogs volunteers vols wildcats huskies ducks beavers trojans bruins tar tarheels hoosiers gamecocks razorbacks cyclones cornhuskers huskers crimson jayhawks mountaineers ' +
    'woolf dare hilton jackson brown marathon whiskey whisky bourbon bluegrass fried trail queen slims slim buyers fitness derby peach peaches peanuts potato potatoes ham coon five vice market legal pd med fire man men state university college lottery kitchen trust daily news journal sun news star tribune hospital medical marketplace rap drill noir baked beans day tickets ticket train boots boy girl girls mule bombing massacre accord agreement protocol convention project fan fans game games vs 500 shirt shirts'
  ).split(' '),
);

/** Words that, right before a place name, make it the name of a person or of something else. */
export const namesBefore: ReadonlySet<string> = new Set(
  'named dear hotel club home cafe sweet team miss project operation agent detective captain george denzel kerry booker dinah miss mr mrs ms dr president general lady lord sir saint michael janet jesse samuel andrew stonewall bo lil jack jimmy vs versus beat team uss bank joe hannah tony peyton johnny willie irving paris jerry rick abraham whitney dakota'.split(
    ' ',
  ),
);

/** Titles, with their period or without, before a person's name. */
export const titles: ReadonlySet<string> = new Set('mr mrs ms miss dr prof sgt capt lt'.split(' '));

/** Words that, right after a number, make it an amount. */
export const unitWords: ReadonlySet<string> = new Set(
  'people users customers dollars bucks points steps miles followers likes views times stores jobs employees orders items reports votes cases deaths feet ft lbs pounds years calories votes tickets subscribers retweets comments sats units deaths shares hours minutes'.split(
    ' ',
  ),
);

/** Place names that are given names as often: in running text they count only behind "in", as a hashtag or before `placeVerbs`. */
export const givenNames: ReadonlySet<string> = new Set(
  (
    'austin charlotte madison jackson lincoln brooklyn phoenix aurora savannah virginia georgia carolina tyler jordan devon chelsea sydney paris london kingston dakota cheyenne sierra asia india israel ' +
    'eugene florence victoria helena augusta salem camden alexandria raleigh trenton bryan allen irving garland gilbert chandler henderson carson odessa arlington logan lawrence beverly raymond clinton kent norman cary kendall davis clovis elgin dale clifton murphy ' +
    'brandon lamar leonard ryan douglas howard vernon warren wayne tracy stacy ashley charles daniel edgar everett floyd grant harvey kenneth kirby lewis louis marion melissa mitchell monroe nelson oliver perry pierce randolph russell sherman stanley stephen sterling taylor thomas victor walter wesley willard elizabeth anna grace bethany camilla diana eden geneva gloria jasmine marina mary molly norma regina ruby sharon sophia sylvia viola wendy'
  ).split(' '),
);

/** Words after a name that speak of a place. */
export const placeVerbs: ReadonlySet<string> = new Set(
  'here area metro region too also checking suburbs suburb supercenter location branch warehouse mall center campus hospital branches outage outages stores store downtown residents folks people peeps users drivers neighbors neighbours customers airport police traffic weather county walmart target costco kroger verizon t-mobile comcast xfinity spectrum att power internet'.split(
    ' ',
  ),
);

/** Short names that mean nothing else, in small letters too. */
const unmistakable: ReadonlySet<string> = new Set(
  'nyc philly vegas dfw socal norcal nola htx atx okc slc pdx stl bmore chitown indy cincy pgh mpls jax bronx manhattan hawaii atl'.split(
    ' ',
  ),
);

/** Words that make the code after them a part of a state ("upstate NY"). */
export const directions: ReadonlySet<string> = new Set(
  'north south east west northern southern eastern western northeast northwest southeast southwest central upstate downstate rural'.split(
    ' ',
  ),
);

/** Names that in running text are something else (the motor-vehicle office, a verb, a utility) unless they stand behind "in". */
const otherwiseUsed: ReadonlySet<string> = new Set(
  'sat den sea pit oak ind las mia aus chi nepa rogers alaska nash winston corpus indy tally'.split(' '),
);

/** Names that running text doesn't use for places at all. */
const neverInText: ReadonlySet<string> = new Set([
  'dmv',
  'the dmv',
  'd m v',
  'the hub',
  'the bean',
  'the rock',
  'the d',
  'sweet home alabama',
  'la la',
  'august',
  'christmas',
  'easter',
]);

/** Counties and cities abroad that are spoken of far more often than the towns in the United States that have their names: these need their state. */
const betterKnownAbroad: ReadonlySet<string> = new Set(
  'kent essex fife mayo hull limerick sussex suffolk cheshire'.split(' '),
);

/** Firms and services that have the name of a town: as a clause of their own or before "here" they are the firm. */
const alsoFirms: ReadonlySet<string> = new Set(
  'apex paramount sunrise buckeye liberty clover oracle mercury delta concord frontier hershey kohler kellogg hudson rogers sprint allegiant sage ring chase'.split(
    ' ',
  ),
);

/** Firms and services that are only in the United Kingdom, Ireland or Canada, their counties' short names, and their flags' words. */
export const wordsAbroad: ReadonlySet<string> = new Set(
  'virgin evri currys tesco sainsburys asda morrisons waitrose ocado argos monzo natwest barclays santander halifax hsbc bbc iplayer itv ofgem openreach ee o2 giffgaff talktalk eir rte aib revolut royalmail rogers telus shaw fizz koodo canadiantire loblaws interac tangerine lincs yorks lancs notts herts hants wilts berks cambs nhs uk'.split(
    ' ',
  ),
);

/** Handles of such firms' support accounts, without @. */
export const handlesAbroad =
  /@(?:virgin_?media|btcare|bt_?uk|skyhelpteam|sky(?:uk|ireland)|talktalk\w*|plusnet\w*|o2|ee|three_?uk|vodafone_?uk|giffgaff|tesco\w*|sainsburys\w*|asda\w*|morrisons|ocado|currys\w*|argos\w*|evri\w*|monzo|natwest\w*|barclays\w*|lloyds\w*|santanderuk\w*|hsbc_?uk|bbc\w*|itv\w*|gwr\w*|lner|eir|rogershelps|telus\w*|bell_support|canadapost\w*)(?!\w)/i;

/** Words after a name with which somebody there raises a hand. */
export const presenceWords: ReadonlySet<string> = new Set(['here', 'too', 'also', 'checking']);

/** Firms whose names, in capitals right beside a place's, don't make one name with it ("Tulsa Walmart", "Kroger Atlanta"). */
export const companies: ReadonlySet<string> = new Set(
  (
    'walmart target costco kroger verizon att at tmobile t comcast xfinity spectrum cox optimum frontier centurylink lumen altice mediacom starlink sprint cricket boost metro publix meijer heb h cvs walgreens rite safeway ' +
    'albertsons aldi lidl wegmans giant stop shop food king fred smiths hy vee winco sprouts whole trader sams home lowes ace best amazon aws azure google apple microsoft netflix hulu disney youtube instagram facebook meta ' +
    'tiktok twitter reddit paypal venmo zelle visa mastercard chase citi wells capital bofa usaa pnc td starbucks mcdonalds chipotle subway wendys taco chick doordash uber lyft instacart grubhub fedex ups usps dhl delta united ' +
    'american southwest jetblue amtrak ticketmaster cloudflare fastly slack zoom teams outlook gmail icloud xbox playstation psn steam roblox fortnite toyota honda ford tesla shell exxon chevron bp internet wifi app apps'
  ).split(' '),
);

/** Relatives and others who are somewhere else. */
export const kinWords: ReadonlySet<string> = new Set(
  'cousin brother sister mom mother dad father aunt auntie uncle friend buddy son daughter grandma grandmother grandpa grandfather nephew niece parents folks inlaws wife husband girlfriend boyfriend roommate boss coworker guy lady someone somebody ex kid kids'.split(
    ' ',
  ),
);

/** Words of when. */
export const timeWords: ReadonlySet<string> = new Set(
  'today tonight yesterday tomorrow now morning night afternoon evening since last monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri all right still again rn'.split(
    ' ',
  ),
);

/** Words of where one was before. */
export const pastWords: ReadonlySet<string> = new Set(
  'used moved lived grew born raised retired left leaving visited went been flew drove honeymoon transferred sold came miss missed'.split(
    ' ',
  ),
);

/** Words of where one will be, or of what goes somewhere. */
export const goingWords: ReadonlySet<string> = new Set(
  'heading headed going flying fly drive driving move moving visit visiting traveling travelling travel trip vacation ticket tickets layover connecting connection flight flights booked wedding soon'.split(
    ' ',
  ),
);

/** Words of a firm's sites and of what is on its way from them. */
export const siteWords: ReadonlySet<string> = new Set(
  'hq headquarters office corporate rep agent center warehouse facility seller sellers shipped ships ship tracking scanned arrived departed hub depot package order delivery'.split(
    ' ',
  ),
);

/** Words of whoever writes. */
export const selfWords: ReadonlySet<string> = new Set('i im ive my me we were our us here home'.split(' '));

/** What a name is besides: `given` names of persons, `firm`s, better known `abroad`, `other` words, `never` a place, `always` one. */
export const nameHabits: ReadonlyMap<string, string> = new Map(
  (
    [
      [givenNames, 'given'],
      [alsoFirms, 'firm'],
      [betterKnownAbroad, 'abroad'],
      [otherwiseUsed, 'other'],
      [neverInText, 'never'],
      [unmistakable, 'always'],
    ] as const
  ).flatMap(([names, habit]) => [...names].map((name): [string, string] => [name, habit])),
);
