"""What the demo shop prints under its receipts, clause by clause, in the five languages of its documents."""

TERMS = {
    "en": """\
The estimate is not final. Whatever goes beyond it is done only with your consent, given in writing, by phone or on the status page.
If you decline the estimate, only the diagnosis is paid, and the device is returned unrepaired.
Please save your data before you leave the device. The workshop does not answer for data left on it.
Replaced parts are returned when you ask for them at reception.
The repair has a warranty of 6 months from hand-over, for the parts and the labour named in the estimate.
A device not collected within 30 days of our message is stored at a charge, by the price list on display.
Personal data are used only for this repair and for the documents that the law requires.""",
    "ro": """\
Costul estimat nu este definitiv. Ce îl depășește se lucrează numai cu acordul dumneavoastră, dat în scris, prin telefon sau pe pagina de stadiu.
Dacă refuzați devizul, plătiți numai constatarea, iar dispozitivul vi se înapoiază nereparat.
Vă rugăm să vă salvați datele înainte de a lăsa dispozitivul. Atelierul nu răspunde de datele rămase pe el.
Piesele înlocuite se înapoiază dacă le cereți la primire.
Reparația are garanție 6 luni de la predare, pentru piesele și manopera din deviz.
Dispozitivul neridicat în 30 de zile de la anunț se păstrează contra cost, după lista de prețuri afișată.
Datele personale se folosesc numai pentru această reparație și pentru documentele cerute de lege.""",
    "lv": """\
Tāme nav galīga. Darbus, kas to pārsniedz, veicam tikai ar jūsu piekrišanu rakstiski, pa tālruni vai remonta statusa lapā.
Ja tāmei nepiekrītat, maksājama tikai diagnostika, un ierīci atdodam nesalabotu.
Lūdzam saglabāt savus datus pirms ierīces nodošanas. Par ierīcē palikušajiem datiem darbnīca neatbild.
Nomainītās detaļas atdodam, ja to lūdzat, nododot ierīci.
Remontam ir 6 mēnešu garantija no izsniegšanas dienas tāmē minētajām detaļām un darbam.
Par ierīces glabāšanu, ja tā nav izņemta 30 dienu laikā pēc paziņojuma, jāmaksā pēc izliktā cenrāža.
Personas datus izmantojam tikai šim remontam un likumā prasītajiem dokumentiem.""",
    "fr": """\
Le devis n'est pas définitif. Tout dépassement demande votre accord, donné par écrit, par téléphone ou sur la page de suivi.
Si vous refusez le devis, seul le diagnostic est dû et l'appareil vous est rendu non réparé.
Merci de sauvegarder vos données avant le dépôt. L'atelier ne répond pas des données restées dans l'appareil.
Les pièces remplacées vous sont rendues si vous le demandez lors du dépôt.
La réparation est garantie 6 mois à partir de la restitution, pour les pièces et la main-d'œuvre du devis.
Un appareil non retiré dans les 30 jours suivant notre avis est gardé contre paiement, selon le tarif affiché.
Les données personnelles ne servent qu'à cette réparation et aux documents exigés par la loi.""",
    "ru": """\
Предварительная цена не окончательная. Работы сверх неё выполняются только с вашего согласия: письменно, по телефону или на странице статуса.
При отказе от ремонта оплачивается только диагностика, устройство возвращается неотремонтированным.
Пожалуйста, сохраните свои данные до сдачи устройства. За оставленные в нём данные мастерская не отвечает.
Заменённые детали возвращаются, если вы попросите об этом при приёме.
Гарантия на ремонт 6 месяцев со дня выдачи: на детали и работы, указанные в калькуляции.
Устройство, которое не забрали за 30 дней после уведомления, хранится платно по вывешенному прейскуранту.
Персональные данные используются только для этого ремонта и для документов, которых требует закон.""",
}
