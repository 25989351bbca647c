BEGIN TRANSACTION;
CREATE TABLE articles (
    number      INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    facts       TEXT NOT NULL,              -- Article as JSON
    labels      TEXT NOT NULL,              -- Labels as JSON
    source      TEXT NOT NULL,
    content     TEXT NOT NULL,              -- digest of all that is published
    substance   TEXT NOT NULL,              -- digest of what makes a change significant
    rank        TEXT NOT NULL,              -- of two versions the greater one stays
    body_rank   TEXT NOT NULL,              -- of the version that the body is from
    date        INTEGER NOT NULL,           -- for people, seconds since 1970 UTC
    changed     INTEGER NOT NULL,           -- last significant change
    settled     INTEGER NOT NULL,           -- 0 while `changed` waits to be made distinct
    first_seen  INTEGER NOT NULL,
    first_build INTEGER NOT NULL,
    last_build  INTEGER NOT NULL,
    before      TEXT NOT NULL               -- `content` before the latest build that met it
) STRICT;
INSERT INTO "articles" VALUES(1,'urn:uuid:90742ad9-6c0c-5cb4-8a4b-9bc36e79230d','{"id":"urn:uuid:90742ad9-6c0c-5cb4-8a4b-9bc36e79230d","keys":["url:273f64588cfcc3face58984b4ef38661","path:6c19d2c30166a1f6867fde3392fa280a"],"url":"https://www.harbour.example/2026/03/story-number-1","title":"Headline number 1 of the day is here","summary":"","text":"Islanda riverg islandh engineg officeg bridgeh marketa museuma ferrya borderf teachera villageh harbourd borderc teacherd bridgef ferrye schoolf museuma storma councila harboure villaged bridgeh marketg doctorg teacherc engined bridgef islandc islande enginee riverd gardeng marketf islande officef villageb islandc harboura marketb harboure councilg tunnelh teacherb engined councilc museumc ferrya tunnelg harbourf tunneld stormc islandc gardene doctorg storma teacherd officeh enginee borderb bridged winterb villagef enginee schoolc stormf schoolc museuma museuma marketd doctorc bridged ferryb villageh councila ferryd islandf schoolc markete marketf winterb gardenh bridgeb engined borderc doctora doctorb storme tunnela museume enginee villagee bordere teacherc wintere harbourh councile councilf bridged bridgec schoold engineh engineg gardene storme schoolc tunnelf museumb schoolh tunnelf councilf ferryb schoolb harbourh councila gardeng gardenh villagef ferryb. It counted 12 of them.","html":"<p>Islanda riverg islandh engineg officeg bridgeh marketa museuma ferrya borderf teachera villageh harbourd borderc teacherd bridgef ferrye schoolf museuma storma councila harboure villaged bridgeh marketg doctorg teacherc engined bridgef islandc islande enginee riverd gardeng marketf islande officef villageb islandc harboura marketb harboure councilg tunnelh teacherb engined councilc museumc ferrya tunnelg harbourf tunneld stormc islandc gardene doctorg storma teacherd officeh enginee borderb bridged winterb villagef enginee schoolc stormf schoolc museuma museuma marketd doctorc bridged ferryb villageh councila ferryd islandf schoolc markete marketf winterb gardenh bridgeb engined borderc doctora doctorb storme tunnela museume enginee villagee bordere teacherc wintere harbourh councile councilf bridged bridgec schoold engineh engineg gardene storme schoolc tunnelf museumb schoolh tunnelf councilf ferryb schoolb harbourh councila gardeng gardenh villagef ferryb. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T09:01:44Z","span":0},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":1,"end_line":1}}','{"sections":[],"tags":[]}','Wire','31561a2719252b2281981949d7a2f559','c585ae57b7f07f0c5382d69598e01e3d','01017727013040000000199990000099631561a2719252b2281981949d7a2f559','01017727013040000000199990000099631561a2719252b2281981949d7a2f559',1772701304,1772701304,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(2,'urn:uuid:1c064861-543f-52a2-975e-504231ce03aa','{"id":"urn:uuid:1c064861-543f-52a2-975e-504231ce03aa","keys":["url:506f58cb45b82456288145e210afa7db","path:9e7806a806755032bd456dc3bef5d08b"],"url":"https://www.harbour.example/2026/03/story-number-2","title":"Headline number 2 of the day is here","summary":"","text":"Museumd schoolf villagef winterf winterc doctora councilb councilc bridged schoolg councilh riverf storme villagec enginef councilf councild engineb councile museumd teachera winterh officeb islandg schoold gardend bridgef harboura islandh ferrye riverc schoola schoolg borderc museuma doctord islandh engineh winterh enginec harbourb officed doctord marketb bordera officee gardenc officeh wintere villageg museumd winterf harbourf islandf harbourc islandd museumg enginef riverh borderb engineg marketf wintera tunnelf councilh ferryf officed councild winterf doctord wintere storma ferrya tunnela villagee storme winterc ferryh tunnelb wintera islande museumg bridgeh bridgeh ferryb harbourf museuma islandb schoold bridgec tunnelb stormb councilg villagef enginec teacherg riverd ferryg councila schoolf ferryd engineg schoolf teacherf stormd enginee gardenh schoolg engineg councilg winterb gardenc engineg doctorb villaged ferryf ferryd engineb tunneld doctore. It counted 12 of them.","html":"<p>Museumd schoolf villagef winterf winterc doctora councilb councilc bridged schoolg councilh riverf storme villagec enginef councilf councild engineb councile museumd teachera winterh officeb islandg schoold gardend bridgef harboura islandh ferrye riverc schoola schoolg borderc museuma doctord islandh engineh winterh enginec harbourb officed doctord marketb bordera officee gardenc officeh wintere villageg museumd winterf harbourf islandf harbourc islandd museumg enginef riverh borderb engineg marketf wintera tunnelf councilh ferryf officed councild winterf doctord wintere storma ferrya tunnela villagee storme winterc ferryh tunnelb wintera islande museumg bridgeh bridgeh ferryb harbourf museuma islandb schoold bridgec tunnelb stormb councilg villagef enginec teacherg riverd ferryg councila schoolf ferryd engineg schoolf teacherf stormd enginee gardenh schoolg engineg councilg winterb gardenc engineg doctorb villaged ferryf ferryd engineb tunneld doctore. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T09:02:44Z","span":0},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":2,"end_line":2}}','{"sections":[],"tags":[]}','Wire','43e8424fea9546db403cff3cd061a1aa','152dddd10b7990e9e3fd72630cd37612','01017727013640000000199990000099043e8424fea9546db403cff3cd061a1aa','01017727013640000000199990000099043e8424fea9546db403cff3cd061a1aa',1772701364,1772701364,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(3,'urn:uuid:720e54df-aab7-52fe-aa80-8fc958983d82','{"id":"urn:uuid:720e54df-aab7-52fe-aa80-8fc958983d82","keys":["url:a51508dbcb701548fe7d8bc5e9ab3491","path:72884c507563f7076e6578a8e69cee34"],"url":"https://www.harbour.example/2026/03/story-number-3","title":"Headline number 3 of the day is here","summary":"","text":"Doctorf stormc harbourf harboura councilb harbourd tunneld harbourc teacherg schoolg islanda riverh teachere riverg teacherh riverd teacherg engineg ferryh ferryg markete schoole doctorf tunnelc borderh enginec gardena villageh councilf bridgea engineb enginea islandg ferrye gardenh villagea officeg museuma ferrya wintera doctorf gardene engined schoolf bridgec villagea schoolh schoolb villaged bridgee stormf tunnelc museuma stormc officed harbourc enginef councilb engineg bordere gardenh stormg villagec stormf schoola engined teacherg villagea museumb harbourd councila engined borderb doctorg tunnelh officef museume enginea tunneld officec councila borderc councilf ferryb stormb stormb stormg winterg doctorc doctorg enginea ferryh storma doctore teacherb museumg museumd gardenf bridged villagea teacherh enginee councila marketb teacherb teachere harbourh tunnela gardenc officeb enginec schoolb officea borderb engineb engineb schoolh bordere gardenc doctord. It counted 12 of them.","html":"<p>Doctorf stormc harbourf harboura councilb harbourd tunneld harbourc teacherg schoolg islanda riverh teachere riverg teacherh riverd teacherg engineg ferryh ferryg markete schoole doctorf tunnelc borderh enginec gardena villageh councilf bridgea engineb enginea islandg ferrye gardenh villagea officeg museuma ferrya wintera doctorf gardene engined schoolf bridgec villagea schoolh schoolb villaged bridgee stormf tunnelc museuma stormc officed harbourc enginef councilb engineg bordere gardenh stormg villagec stormf schoola engined teacherg villagea museumb harbourd councila engined borderb doctorg tunnelh officef museume enginea tunneld officec councila borderc councilf ferryb stormb stormb stormg winterg doctorc doctorg enginea ferryh storma doctore teacherb museumg museumd gardenf bridged villagea teacherh enginee councila marketb teacherb teachere harbourh tunnela gardenc officeb enginec schoolb officea borderb engineb engineb schoolh bordere gardenc doctord. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T00:00:00Z","span":86400},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":3,"end_line":3}}','{"sections":[],"tags":[]}','Wire','22a5d3c9de6d4f022f44a8b867fe5c68','13b8af383e73f8b7ad22a8c43ae98d9f','01017726688000000000199990000099522a5d3c9de6d4f022f44a8b867fe5c68','01017726688000000000199990000099522a5d3c9de6d4f022f44a8b867fe5c68',1772711120,1772711120,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(4,'urn:uuid:10354db0-4fe6-5b8d-90f6-7de53b225714','{"id":"urn:uuid:10354db0-4fe6-5b8d-90f6-7de53b225714","keys":["url:ebc7ce2dd6ad77b3dbe117cae4a8bed0","path:d518637850a3bdfa362d4b3249199022"],"url":"https://www.harbour.example/2026/03/story-number-4","title":"Headline number 4 of the day is here","summary":"","text":"Marketa islandc doctore islande marketb villagec doctore schoolh tunnelh doctorg bridgea schoolf stormc bridgea riverd doctora marketf wintere museumb doctord engineh islandf enginef schoolb winterb officed marketd teacherg ferryd officec harboure villagef winterc councilf villagee officea islandb stormb wintera harboura teacherb riverg villageh ferryd gardend doctorh gardeng riverd ferrye riverc bridgeg officea enginec storma islandd markete engined councile teachera storme villagea borderc engineb schoolh museume councilb enginea riverc villageg teachera stormd teacherf councilc islande ferrya islandg ferrye bridgeg harbourc riverc councilc bridgea gardenb borderc engined tunnelh gardenb enginef bridgeh engineb teacherb islandc marketg riverb marketb schoole islandf enginec winterc riverh borderg riverg stormh harboure engined tunneld stormg harboura winterg schoola officeh gardena wintere bridgeg teacherh stormf doctora villaged harboura teacherg. It counted 12 of them.","html":"<p>Marketa islandc doctore islande marketb villagec doctore schoolh tunnelh doctorg bridgea schoolf stormc bridgea riverd doctora marketf wintere museumb doctord engineh islandf enginef schoolb winterb officed marketd teacherg ferryd officec harboure villagef winterc councilf villagee officea islandb stormb wintera harboura teacherb riverg villageh ferryd gardend doctorh gardeng riverd ferrye riverc bridgeg officea enginec storma islandd markete engined councile teachera storme villagea borderc engineb schoolh museume councilb enginea riverc villageg teachera stormd teacherf councilc islande ferrya islandg ferrye bridgeg harbourc riverc councilc bridgea gardenb borderc engined tunnelh gardenb enginef bridgeh engineb teacherb islandc marketg riverb marketb schoole islandf enginec winterc riverh borderg riverg stormh harboure engined tunneld stormg harboura winterg schoola officeh gardena wintere bridgeg teacherh stormf doctora villaged harboura teacherg. It counted 12 of them.</p>","authors":[],"published":null,"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":4,"end_line":4}}','{"sections":[],"tags":[]}','Wire','e7050daa51f4902b56e39c3d8f2322df','67bc39d050efb488fc7830a648c85c2c','000000000000000000001999900000987e7050daa51f4902b56e39c3d8f2322df','000000000000000000001999900000987e7050daa51f4902b56e39c3d8f2322df',1772733600,1772733600,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(5,'urn:uuid:d087f090-7f64-5aa1-863c-0c25065e3aa2','{"id":"urn:uuid:d087f090-7f64-5aa1-863c-0c25065e3aa2","keys":["story:615cba15bab130275d3a95e42295e5ef","story:6381f57ef2d40609a113dd50ee6be86c","story:bbfdb104781b17eab3b6be9ea4fff63a","story:5be539fdf3a92411560890eaeddf964b","story:a1921129912c98f6cc5f174c8ec47fcc","story:bbac687dbd547c22b811174c685046eb","story:c516af3ae023843c8c2c41aa0a209ef9","story:cfe9dca0faeb7a0d6733c74f129bafe0","story:3dd6fbf023c831e7153467882bf92a14","story:b823064d5f3fb80df071ed97f83ebd34","text:318fb09201f4d8b9d12e28df1f27d6f2","text:bec20606db9b61e18e4ffb29db4ddc23","text:02e8856c48b952fd182dfecbcec5015f","text:435fb4c2b86edec44df3f1883c098bf3","text:88df5c8d9fd04d91f23e07879d7fc2b4","text:eeee3793cc6fe64edc1c5174ab4a0cc1","text:65d3c2480f646e524db1e63944f757c6","text:58d147d844f0080e5d5c01f3c38a19e6"],"url":null,"title":"Headline number 5 of the day is here","summary":"","text":"Councilg borderb schoolh marketd ferrya councilg marketc museuma harboure gardenc teachera marketg villagef gardene schoolg teacherc engineb ferryf islandf museumg marketb schoolg islandf marketc marketg markete officeh schoolg officea harbourf officeg schoolf winterc villageg tunneld teacherg ferrye doctore bridgef teacherb villagee councilf ferryf islandf gardeng schoolc ferryd museumd doctord engineb ferrye marketd riverd islande officec doctord stormg schoolg schoolf islandd islandh winterg officed storme museumh engined ferryc museumd doctorg harbourd tunnelg islandg harbourh schoolg museumb doctorb bridgee ferrye museuma councilc councild winterb schoold museumf winterf museume ferryd doctorc wintera bridgeb ferryc museumc islandc riverf ferryc enginef marketh bridged schoold gardene riverb tunnela teacherd islandh engined schoolb rivera museumh tunnelg councilb teachera harbourb officeb gardeng gardenb villagea schoola islanda schoolb harboure. It counted 12 of them.","html":"<p>Councilg borderb schoolh marketd ferrya councilg marketc museuma harboure gardenc teachera marketg villagef gardene schoolg teacherc engineb ferryf islandf museumg marketb schoolg islandf marketc marketg markete officeh schoolg officea harbourf officeg schoolf winterc villageg tunneld teacherg ferrye doctore bridgef teacherb villagee councilf ferryf islandf gardeng schoolc ferryd museumd doctord engineb ferrye marketd riverd islande officec doctord stormg schoolg schoolf islandd islandh winterg officed storme museumh engined ferryc museumd doctorg harbourd tunnelg islandg harbourh schoolg museumb doctorb bridgee ferrye museuma councilc councild winterb schoold museumf winterf museume ferryd doctorc wintera bridgeb ferryc museumc islandc riverf ferryc enginef marketh bridged schoold gardene riverb tunnela teacherd islandh engined schoolb rivera museumh tunnelg councilb teachera harbourb officeb gardeng gardenb villagea schoola islanda schoolb harboure. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T09:05:44Z","span":0},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":5,"end_line":5}}','{"sections":[],"tags":[]}','Wire','8daa1e32d12fe002b7d219d68d7ce83a','443cd6743724bf009ee104ffc22a33f2','0101772701544000000019999000009888daa1e32d12fe002b7d219d68d7ce83a','0101772701544000000019999000009888daa1e32d12fe002b7d219d68d7ce83a',1772701544,1772701544,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(6,'urn:uuid:acaff7e3-8f7a-5625-ad31-96e23931a0fd','{"id":"urn:uuid:acaff7e3-8f7a-5625-ad31-96e23931a0fd","keys":["story:84b7de04a557516b976c9d312e667de4","story:3fa1abc5a2f7e525ffb529c50bfc78b5","story:9af649800e57d86363cc42f8b71f6918","story:b5dda8113cb5845e13c61b82d5bddc7c","story:b1857ad42423da67beca95a10cd9fe8e","story:ec58deb905342aa3ee655d0b184474cd","story:338d19242a5df7b34947a888a54b6f8d","story:16dad70a6c007b681246a5b86672f795","story:0cb9e5bc28e6a7cc11e39dec7e4fa7c1","story:5ca5f108c0278e9c5f52d8e0d3082b78","text:c018661af594fea70ccd935ded5f56d2","text:64247499bdd04a13fbf4979aca5b43a9","text:43729a939af8a3069bfdaa2462b34640","text:2f70a2fdec840550398ec837828e5b5a","text:2caefcb639a551d2bca5b3d1d04b918b","text:f07657671ecd88e20632768497147c59","text:9816b41e2e897b4a0816be6eefae9dc9","text:844a68c8c7f571a2c9601747840b9697"],"url":null,"title":"Headline number 6 of the day is here","summary":"","text":"Borderg enginee stormh harbourc villaged enginec councilc museumg villagef ferryf teacherc officeg wintera tunnelf stormd tunnelh ferryh bridgeg harboura borderc engineb councile stormh schoola winterh winterg winterb museumd teachera engineg engineg engineg gardenc bridgea wintere museumh villagef museuma bridgea storme riverc winterc marketb officeh doctorb gardenh stormh villagea schoole harbourc ferrye schoolc engineh museumg storma marketb winterc teacherc marketd bordere islanda museumf enginec schoolh ferrye marketd councilf gardenh officec ferrye islandc engined gardeng villagea enginee officeb tunnelf stormg engineh bridgeg stormd teacherc teacherh doctorc engined bridgec bridgec bridgea villageh islandg ferryg bridgea riverd stormh riverh wintere schoolb gardenb bordere markete islande winterg bridgeg stormf museumd winterb ferryc enginef teacherd rivera stormb teacherg ferrya enginec gardenf harbourd ferryc teacherf stormb schoola. It counted 12 of them.","html":"<p>Borderg enginee stormh harbourc villaged enginec councilc museumg villagef ferryf teacherc officeg wintera tunnelf stormd tunnelh ferryh bridgeg harboura borderc engineb councile stormh schoola winterh winterg winterb museumd teachera engineg engineg engineg gardenc bridgea wintere museumh villagef museuma bridgea storme riverc winterc marketb officeh doctorb gardenh stormh villagea schoole harbourc ferrye schoolc engineh museumg storma marketb winterc teacherc marketd bordere islanda museumf enginec schoolh ferrye marketd councilf gardenh officec ferrye islandc engined gardeng villagea enginee officeb tunnelf stormg engineh bridgeg stormd teacherc teacherh doctorc engined bridgec bridgec bridgea villageh islandg ferryg bridgea riverd stormh riverh wintere schoolb gardenb bordere markete islande winterg bridgeg stormf museumd winterb ferryc enginef teacherd rivera stormb teacherg ferrya enginec gardenf harbourd ferryc teacherf stormb schoola. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T00:00:00Z","span":86400},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":6,"end_line":6}}','{"sections":[],"tags":[]}','Wire','218b68e7b24b9796d43acf741107b327','094655fd67321e6d6416953c4d6cb078','010177266880000000001999900000979218b68e7b24b9796d43acf741107b327','010177266880000000001999900000979218b68e7b24b9796d43acf741107b327',1772707586,1772707586,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(7,'urn:uuid:5710644f-bc45-573e-a02d-91e9427bf122','{"id":"urn:uuid:5710644f-bc45-573e-a02d-91e9427bf122","keys":["url:72d3494bc2a3d70c6ad6e310d8135a43","path:2650d02c1b9c643d2ee5b1ba35095678"],"url":"https://m.harbour.example/amp/2026/03/story-number-7","title":"Headline number 7 of the day is here","summary":"","text":"Bridgee teacherf ferrye teachere bridgeg bordera islandb gardena museume stormc winterc riverh councilb winterb engineb stormc bridgeb doctorh gardenc ferryg museumb teachera tunnelb officeg harboura winterc tunnela bridgef bridgeg harboura villaged harbourd riverc gardend wintere villageh doctore enginec museumc schoolb tunnelh enginef ferryf gardend teacherf councila enginec stormb teacherh villaged ferryc engineg doctorg bridgeb tunnele gardend riverc stormg riverd engineb harboure bordera teachere museumc islandd islanda riverg winterf gardene schoolg councile museumh teacherb marketc schoold doctorf islandb gardenb engineg bridgec doctorc museumc schoola tunnelb borderf tunnelc engined stormg harbourc villageh villageg marketa villagea stormg borderh villagef ferrye doctorc bridgec winterb harbourf bridgeh marketh harboure winterg museuma enginec wintere gardeng winterf schoola villaged doctorc borderh borderd officef schoolh councile gardena councilh. It counted 12 of them.","html":"<p>Bridgee teacherf ferrye teachere bridgeg bordera islandb gardena museume stormc winterc riverh councilb winterb engineb stormc bridgeb doctorh gardenc ferryg museumb teachera tunnelb officeg harboura winterc tunnela bridgef bridgeg harboura villaged harbourd riverc gardend wintere villageh doctore enginec museumc schoolb tunnelh enginef ferryf gardend teacherf councila enginec stormb teacherh villaged ferryc engineg doctorg bridgeb tunnele gardend riverc stormg riverd engineb harboure bordera teachere museumc islandd islanda riverg winterf gardene schoolg councile museumh teacherb marketc schoold doctorf islandb gardenb engineg bridgec doctorc museumc schoola tunnelb borderf tunnelc engined stormg harbourc villageh villageg marketa villagea stormg borderh villagef ferrye doctorc bridgec winterb harbourf bridgeh marketh harboure winterg museuma enginec wintere gardeng winterf schoola villaged doctorc borderh borderd officef schoolh councile gardena councilh. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T09:07:44Z","span":0},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":7,"end_line":7}}','{"sections":[],"tags":[]}','Wire','1fef0bd43307474234d352f57d2494e8','5bd880e976f17585b0182b3cad0aae3b','0101772701664000000019999000009941fef0bd43307474234d352f57d2494e8','0101772701664000000019999000009941fef0bd43307474234d352f57d2494e8',1772701664,1772701664,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(8,'urn:uuid:087f7205-7181-5897-bbe2-bb99e4b4aa35','{"id":"urn:uuid:087f7205-7181-5897-bbe2-bb99e4b4aa35","keys":["url:d85ee63def74b741fa74e91adbfd212a","path:e316ac6f050dd3b15980fa2fb3dc3e79"],"url":"https://www.harbour.example/2026/03/story-number-8","title":"Letters","summary":"","text":"Riverh doctorh doctorh rivera ferryd gardena teacherc museumb enginee borderb teacherd councilc borderh gardeng ferryc enginee borderd ferrye enginea wintere ferryb stormd teacherc schoolh winterh doctorb enginef winterg villageg gardena borderf villagee engineh bridgeg enginec museumh islandb teacherd tunneld gardenh harbourb teacherd markete museumg teacherb gardene doctorh storme councilf islandd storma enginea ferryb gardeng villaged villageb officea borderg gardene marketg islandg museumb islanda harbourb councila ferryb ferryg harboura stormc riverb councilh villagef borderf ferrye rivera enginea officeg officef borderg engined islande doctorb teacherb riverf villageg doctorc riverb schoolf riverd officeb winterd doctorf museumg doctora tunnelf gardenh councila doctorc enginee doctorh bridgef marketc bordere councilf doctorc rivere winterf ferryg councilf doctorh stormf tunnelh bridgec gardene islanda museume doctorf teachere borderh councilb. It counted 12 of them.","html":"<p>Riverh doctorh doctorh rivera ferryd gardena teacherc museumb enginee borderb teacherd councilc borderh gardeng ferryc enginee borderd ferrye enginea wintere ferryb stormd teacherc schoolh winterh doctorb enginef winterg villageg gardena borderf villagee engineh bridgeg enginec museumh islandb teacherd tunneld gardenh harbourb teacherd markete museumg teacherb gardene doctorh storme councilf islandd storma enginea ferryb gardeng villaged villageb officea borderg gardene marketg islandg museumb islanda harbourb councila ferryb ferryg harboura stormc riverb councilh villagef borderf ferrye rivera enginea officeg officef borderg engined islande doctorb teacherb riverf villageg doctorc riverb schoolf riverd officeb winterd doctorf museumg doctora tunnelf gardenh councila doctorc enginee doctorh bridgef marketc bordere councilf doctorc rivere winterf ferryg councilf doctorh stormf tunnelh bridgec gardene islanda museume doctorf teachere borderh councilb. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T00:00:00Z","span":86400},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Wire","origin":{"dump":"wire/dump.jsonl","line":8,"end_line":8}}','{"sections":[],"tags":[]}','Wire','0e3706c3d9fbee06f87093886ebfbb73','d9cea00797858cf1270932fa78c6cef8','0101772668800000000019999000009860e3706c3d9fbee06f87093886ebfbb73','0101772668800000000019999000009860e3706c3d9fbee06f87093886ebfbb73',1772709851,1772709851,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(9,'urn:uuid:68fe2e33-0dea-5e42-90b5-fdedf1cc3bbc','{"id":"urn:uuid:68fe2e33-0dea-5e42-90b5-fdedf1cc3bbc","keys":["given:3da808049cf260f1101347cecfaa52cb"],"url":"https://www.harbour.example/2026/03/story-number-11","title":"Headline number 11 of the day is here","summary":"","text":"Enginef riverf teacherg borderf teacherc schoolg engineb gardene borderb bordere museumd enginee stormb islandd teachera villaged riverh tunnelh gardenb museumg ferryd gardene enginef doctorf villageb markete bridgea villagef harbourg tunnelf stormd stormd councilc schoolc councila engined tunnelc tunnelf enginec harbourf riverd engineg winterc rivere islandc harbourg teacherh riverd gardeng museume winterc schoola villaged officed doctorb bridgee councilf riverc winterf villageg islanda museumg teacherc stormg doctorc tunnela gardenb islandd schoold winterh teachere doctora officeb tunnelg councilb stormh villagef ferryf officee officed teachere gardenb engineg stormb schoole enginee islandh schoolg tunneld storma officed islandg schoola storma marketb schoola gardenf teacherd engineh schoolh harbourg teacherd engineh teacherf doctorf islandg gardene bridgeh gardend officef gardenc teacherh harbourg harbourg teacherc museume villagef tunnelc gardenb borderf. It counted 12 of them.","html":"<p>Enginef riverf teacherg borderf teacherc schoolg engineb gardene borderb bordere museumd enginee stormb islandd teachera villaged riverh tunnelh gardenb museumg ferryd gardene enginef doctorf villageb markete bridgea villagef harbourg tunnelf stormd stormd councilc schoolc councila engined tunnelc tunnelf enginec harbourf riverd engineg winterc rivere islandc harbourg teacherh riverd gardeng museume winterc schoola villaged officed doctorb bridgee councilf riverc winterf villageg islanda museumg teacherc stormg doctorc tunnela gardenb islandd schoold winterh teachere doctora officeb tunnelg councilb stormh villagef ferryf officee officed teachere gardenb engineg stormb schoole enginee islandh schoolg tunneld storma officed islandg schoola storma marketb schoola gardenf teacherd engineh schoolh harbourg teacherd engineh teacherf doctorf islandg gardene bridgeh gardend officef gardenc teacherh harbourg harbourg teacherc museume villagef tunnelc gardenb borderf. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T09:11:44Z","span":0},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Numbered","origin":{"dump":"numbered/dump.jsonl","line":1,"end_line":1}}','{"sections":[],"tags":[]}','Numbered','621b34f78162dfea1ebdb8c97a1048a9','ad28494a09aba27bb991fb48b92c71bf','010177270190400000001999800000996621b34f78162dfea1ebdb8c97a1048a9','010177270190400000001999800000996621b34f78162dfea1ebdb8c97a1048a9',1772701904,1772701904,1,1772733600,1,1,'');
INSERT INTO "articles" VALUES(10,'urn:uuid:1f0aff7b-7c31-53b8-b8d7-f45e702b75dc','{"id":"urn:uuid:1f0aff7b-7c31-53b8-b8d7-f45e702b75dc","keys":["given:45f1a06414ff2e6a4adc43ef6333ef9a"],"url":"https://harbour.example/live","title":"Headline number 12 of the day is here","summary":"","text":"Teacherg schoole winterf harbourd islande tunnelc engineb doctorc marketh teachere borderg islanda rivera officea gardena storme councilf marketb schoolh borderh islandh doctorc officed borderb riverg villagec officef villagec bordera harbourf harbourb stormg teacherc villagee winterc museumf schoolh officec doctorg ferryh riverc bridged doctorg borderb borderg villaged harbourh ferryg borderf enginee schoolc bridgef harbourg winterb enginea schoola harbourg gardenb teacherh engined museumd islandb stormg councild stormg museumb islandc harboura bridgeg tunnelg gardene marketh riverc bridgeh winterc tunnelc bridged winterh officec tunnelg stormg bridgeh schoolb schoole bridged bridgeg museumb gardene enginee islandd borderd gardene ferryb tunneld harboura doctorc harboura ferryg islandh engineg engined borderh marketd ferryd tunnelh engineb councila stormb marketg villaged tunnelh gardenh villaged teachere marketg councile marketf borderc bridgeg officed. It counted 12 of them.","html":"<p>Teacherg schoole winterf harbourd islande tunnelc engineb doctorc marketh teachere borderg islanda rivera officea gardena storme councilf marketb schoolh borderh islandh doctorc officed borderb riverg villagec officef villagec bordera harbourf harbourb stormg teacherc villagee winterc museumf schoolh officec doctorg ferryh riverc bridged doctorg borderb borderg villaged harbourh ferryg borderf enginee schoolc bridgef harbourg winterb enginea schoola harbourg gardenb teacherh engined museumd islandb stormg councild stormg museumb islandc harboura bridgeg tunnelg gardene marketh riverc bridgeh winterc tunnelc bridged winterh officec tunnelg stormg bridgeh schoolb schoole bridged bridgeg museumb gardene enginee islandd borderd gardene ferryb tunneld harboura doctorc harboura ferryg islandh engineg engined borderh marketd ferryd tunnelh engineb councila stormb marketg villaged tunnelh gardenh villaged teachere marketg councile marketf borderc bridgeg officed. It counted 12 of them.</p>","authors":[],"published":{"instant":"2026-03-05T09:12:44Z","span":0},"updated":null,"sections":[],"tags":[],"language":null,"place":null,"images":[],"publisher":null,"source":"Numbered","origin":{"dump":"numbered/dump.jsonl","line":2,"end_line":2}}','{"sections":[],"tags":[]}','Numbered','63ca2af43d728e9c95bc9f8fba64f589','f4045389468bbcf7a621d1fc7f06d4c8','01017727019640000000199980000099263ca2af43d728e9c95bc9f8fba64f589','01017727019640000000199980000099263ca2af43d728e9c95bc9f8fba64f589',1772701964,1772701964,1,1772733600,1,1,'');
CREATE TABLE document_entries (
    topic   TEXT NOT NULL,
    article INTEGER NOT NULL REFERENCES articles (number),
    number  INTEGER NOT NULL,               -- the document's
    PRIMARY KEY (topic, article)
) STRICT, WITHOUT ROWID;
CREATE TABLE documents (
    topic  TEXT NOT NULL,
    number INTEGER NOT NULL,
    name   TEXT NOT NULL,
    closed INTEGER NOT NULL,                -- the build at whose end it was closed; 0 while open
    PRIMARY KEY (topic, number),
    UNIQUE (topic, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE dumps (
    source      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,              -- of the bytes
    name        TEXT NOT NULL,
    settings    TEXT NOT NULL,              -- digest of how it was read
    sequence    INTEGER NOT NULL,           -- the build that first read these bytes
    last_build  INTEGER NOT NULL,
    records     INTEGER NOT NULL,
    refused     INTEGER NOT NULL,
    PRIMARY KEY (source, fingerprint)
) STRICT, WITHOUT ROWID;
INSERT INTO "dumps" VALUES('Numbered','24a4dee992fd9e68b0abae63d5d3e438','numbered/dump.jsonl','d7032b1c717391dc49bca09a6d1c6605',1,1,2,0);
INSERT INTO "dumps" VALUES('Wire','9a3f4fa55668ecd9d09cd5f48e02c2f4','wire/dump.jsonl','25168d0b28d0f2ffea8241aa298fdc22',1,1,8,0);
CREATE TABLE former_facts (
    article INTEGER NOT NULL REFERENCES articles (number),
    until   INTEGER NOT NULL,               -- the build that changed them
    facts   TEXT NOT NULL,
    PRIMARY KEY (article, until)
) STRICT;
CREATE TABLE former_labels (
    article INTEGER NOT NULL REFERENCES articles (number),
    until   INTEGER NOT NULL,
    labels  TEXT NOT NULL,
    date    INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    PRIMARY KEY (article, until)
) STRICT, WITHOUT ROWID;
CREATE TABLE keys (
    key     TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (number)
) STRICT, WITHOUT ROWID;
INSERT INTO "keys" VALUES('given:3da808049cf260f1101347cecfaa52cb',9);
INSERT INTO "keys" VALUES('given:45f1a06414ff2e6a4adc43ef6333ef9a',10);
INSERT INTO "keys" VALUES('path:2650d02c1b9c643d2ee5b1ba35095678',7);
INSERT INTO "keys" VALUES('path:6c19d2c30166a1f6867fde3392fa280a',1);
INSERT INTO "keys" VALUES('path:72884c507563f7076e6578a8e69cee34',3);
INSERT INTO "keys" VALUES('path:9e7806a806755032bd456dc3bef5d08b',2);
INSERT INTO "keys" VALUES('path:d518637850a3bdfa362d4b3249199022',4);
INSERT INTO "keys" VALUES('path:e316ac6f050dd3b15980fa2fb3dc3e79',8);
INSERT INTO "keys" VALUES('story:0cb9e5bc28e6a7cc11e39dec7e4fa7c1',6);
INSERT INTO "keys" VALUES('story:16dad70a6c007b681246a5b86672f795',6);
INSERT INTO "keys" VALUES('story:338d19242a5df7b34947a888a54b6f8d',6);
INSERT INTO "keys" VALUES('story:3dd6fbf023c831e7153467882bf92a14',5);
INSERT INTO "keys" VALUES('story:3fa1abc5a2f7e525ffb529c50bfc78b5',6);
INSERT INTO "keys" VALUES('story:5be539fdf3a92411560890eaeddf964b',5);
INSERT INTO "keys" VALUES('story:5ca5f108c0278e9c5f52d8e0d3082b78',6);
INSERT INTO "keys" VALUES('story:615cba15bab130275d3a95e42295e5ef',5);
INSERT INTO "keys" VALUES('story:6381f57ef2d40609a113dd50ee6be86c',5);
INSERT INTO "keys" VALUES('story:84b7de04a557516b976c9d312e667de4',6);
INSERT INTO "keys" VALUES('story:9af649800e57d86363cc42f8b71f6918',6);
INSERT INTO "keys" VALUES('story:a1921129912c98f6cc5f174c8ec47fcc',5);
INSERT INTO "keys" VALUES('story:b1857ad42423da67beca95a10cd9fe8e',6);
INSERT INTO "keys" VALUES('story:b5dda8113cb5845e13c61b82d5bddc7c',6);
INSERT INTO "keys" VALUES('story:b823064d5f3fb80df071ed97f83ebd34',5);
INSERT INTO "keys" VALUES('story:bbac687dbd547c22b811174c685046eb',5);
INSERT INTO "keys" VALUES('story:bbfdb104781b17eab3b6be9ea4fff63a',5);
INSERT INTO "keys" VALUES('story:c516af3ae023843c8c2c41aa0a209ef9',5);
INSERT INTO "keys" VALUES('story:cfe9dca0faeb7a0d6733c74f129bafe0',5);
INSERT INTO "keys" VALUES('story:ec58deb905342aa3ee655d0b184474cd',6);
INSERT INTO "keys" VALUES('text:02e8856c48b952fd182dfecbcec5015f',5);
INSERT INTO "keys" VALUES('text:2caefcb639a551d2bca5b3d1d04b918b',6);
INSERT INTO "keys" VALUES('text:2f70a2fdec840550398ec837828e5b5a',6);
INSERT INTO "keys" VALUES('text:318fb09201f4d8b9d12e28df1f27d6f2',5);
INSERT INTO "keys" VALUES('text:435fb4c2b86edec44df3f1883c098bf3',5);
INSERT INTO "keys" VALUES('text:43729a939af8a3069bfdaa2462b34640',6);
INSERT INTO "keys" VALUES('text:58d147d844f0080e5d5c01f3c38a19e6',5);
INSERT INTO "keys" VALUES('text:64247499bdd04a13fbf4979aca5b43a9',6);
INSERT INTO "keys" VALUES('text:65d3c2480f646e524db1e63944f757c6',5);
INSERT INTO "keys" VALUES('text:844a68c8c7f571a2c9601747840b9697',6);
INSERT INTO "keys" VALUES('text:88df5c8d9fd04d91f23e07879d7fc2b4',5);
INSERT INTO "keys" VALUES('text:9816b41e2e897b4a0816be6eefae9dc9',6);
INSERT INTO "keys" VALUES('text:bec20606db9b61e18e4ffb29db4ddc23',5);
INSERT INTO "keys" VALUES('text:c018661af594fea70ccd935ded5f56d2',6);
INSERT INTO "keys" VALUES('text:eeee3793cc6fe64edc1c5174ab4a0cc1',5);
INSERT INTO "keys" VALUES('text:f07657671ecd88e20632768497147c59',6);
INSERT INTO "keys" VALUES('url:273f64588cfcc3face58984b4ef38661',1);
INSERT INTO "keys" VALUES('url:506f58cb45b82456288145e210afa7db',2);
INSERT INTO "keys" VALUES('url:72d3494bc2a3d70c6ad6e310d8135a43',7);
INSERT INTO "keys" VALUES('url:a51508dbcb701548fe7d8bc5e9ab3491',3);
INSERT INTO "keys" VALUES('url:d85ee63def74b741fa74e91adbfd212a',8);
INSERT INTO "keys" VALUES('url:ebc7ce2dd6ad77b3dbe117cae4a8bed0',4);
CREATE TABLE "labels" (
    kind    TEXT NOT NULL,                  -- sections or tags
    slug    TEXT NOT NULL,
    date    INTEGER NOT NULL,               -- the article's
    article INTEGER NOT NULL REFERENCES articles (number),
    title   TEXT NOT NULL,
    PRIMARY KEY (kind, slug, date, article)
) STRICT, WITHOUT ROWID;
CREATE TABLE "memberships" (
    topic   TEXT NOT NULL,
    date    INTEGER NOT NULL,               -- the article's
    article INTEGER NOT NULL REFERENCES articles (number),
    PRIMARY KEY (topic, date, article)
) STRICT, WITHOUT ROWID;
INSERT INTO "memberships" VALUES('everything',1772701304,1);
INSERT INTO "memberships" VALUES('everything',1772701364,2);
INSERT INTO "memberships" VALUES('everything',1772711120,3);
INSERT INTO "memberships" VALUES('everything',1772733600,4);
INSERT INTO "memberships" VALUES('everything',1772701544,5);
INSERT INTO "memberships" VALUES('everything',1772707586,6);
INSERT INTO "memberships" VALUES('everything',1772701664,7);
INSERT INTO "memberships" VALUES('everything',1772709851,8);
INSERT INTO "memberships" VALUES('everything',1772701904,9);
INSERT INTO "memberships" VALUES('everything',1772701964,10);
CREATE TABLE published_topics (
    slug    TEXT PRIMARY KEY,
    title   TEXT NOT NULL,
    formats TEXT NOT NULL,                  -- names, as JSON
    heir    TEXT,                           -- the slug of the topic that it became
    ended   INTEGER                         -- when it was gone, seconds; NULL while published
) STRICT, WITHOUT ROWID;
INSERT INTO "published_topics" VALUES('everything','Everything','["atom","rss","json"]',NULL,NULL);
CREATE TABLE refusals (
    source      TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    place       TEXT NOT NULL,
    code        TEXT NOT NULL,
    detail      TEXT NOT NULL
) STRICT;
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "state" VALUES('auto_topics','{}');
INSERT INTO "state" VALUES('builds','1');
INSERT INTO "state" VALUES('clock','1772733600');
INSERT INTO "state" VALUES('rules','3b04b26fc590f157c5f0945817e2e0a6e9823cae8d6d58d45fa58d228f7a5ab6');
INSERT INTO "state" VALUES('seed','https://feeds.example.org/');
CREATE INDEX articles_by_date ON articles (date DESC, id);
CREATE INDEX articles_by_change ON articles (changed);
CREATE INDEX articles_by_build ON articles (last_build, settled);
CREATE INDEX refusals_by_dump ON refusals (source, fingerprint);
CREATE INDEX memberships_by_article ON memberships (article);
CREATE INDEX labels_by_article ON labels (article);
CREATE TRIGGER articles_dated AFTER UPDATE OF date ON articles WHEN OLD.date != NEW.date
BEGIN
    UPDATE memberships SET date = NEW.date WHERE article = NEW.number;
    UPDATE labels SET date = NEW.date WHERE article = NEW.number;
END;
CREATE INDEX document_entries_by_document ON document_entries (topic, number);
CREATE INDEX document_entries_by_article ON document_entries (article);
CREATE TRIGGER articles_keep_facts BEFORE UPDATE OF content ON articles
WHEN OLD.content != NEW.content AND EXISTS (
    SELECT 1 FROM document_entries e
    JOIN documents d ON d.topic = e.topic AND d.number = e.number
    WHERE e.article = OLD.number AND d.closed >=
        (SELECT COALESCE(MAX(until), 0) FROM former_facts WHERE article = OLD.number)
)
BEGIN
    INSERT INTO former_facts
        SELECT OLD.number, CAST(value AS INTEGER), OLD.facts FROM state WHERE name = 'builds';
END;
CREATE TRIGGER articles_keep_labels BEFORE UPDATE OF labels, date, changed ON articles
WHEN (OLD.labels, OLD.date, OLD.changed) != (NEW.labels, NEW.date, NEW.changed) AND EXISTS (
    SELECT 1 FROM document_entries e
    JOIN documents d ON d.topic = e.topic AND d.number = e.number
    WHERE e.article = OLD.number AND d.closed >=
        (SELECT COALESCE(MAX(until), 0) FROM former_labels WHERE article = OLD.number)
)
BEGIN
    INSERT INTO former_labels
        SELECT OLD.number, CAST(value AS INTEGER), OLD.labels, OLD.date, OLD.changed
        FROM state WHERE name = 'builds';
END;
COMMIT;
PRAGMA application_id = 1179078231;
PRAGMA user_version = 2;
