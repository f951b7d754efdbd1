using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage.Safety;

/// <summary>What a word means to <see cref="InjectionDetector"/>.</summary>
internal enum OrderWord
{
    /// <summary>Names a program that thinks: AI, LLM, a product.</summary>
    Machine,

    /// <summary>Assistant: a person or a program.</summary>
    Assistant,

    /// <summary>Agent, bot, model: mostly something else.</summary>
    Agent,

    /// <summary>Makes a program of an agent: automated, virtual, mail.</summary>
    Automatic,

    /// <summary>Reading, processing: what a mail agent does with this message.</summary>
    Reads,

    /// <summary>Forward, send, export.</summary>
    MoveOut,

    /// <summary>Delete, archive, empty.</summary>
    Destroy,

    /// <summary>Reply, approve, run, say.</summary>
    Act,

    /// <summary>Mails, inbox.</summary>
    MailThing,

    /// <summary>Passwords, contacts, invoices.</summary>
    Data,

    /// <summary>All, every, any.</summary>
    All,

    /// <summary>Ignore, forget, override.</summary>
    Ignore,

    /// <summary>Instructions, rules, prompt.</summary>
    Instruction,

    /// <summary>Previous, above, prior.</summary>
    Previous,

    /// <summary>Do not tell, without asking.</summary>
    Conceal,

    /// <summary>User, owner.</summary>
    User,

    /// <summary>Pre-approved, has authorised, admin override.</summary>
    Authority,

    /// <summary>New instructions, your task is now, system prompt.</summary>
    NewTask,

    /// <summary>You are now, act as, if you are.</summary>
    Identity,

    /// <summary>Speech about injection: researchers, attackers, example.</summary>
    About,

    /// <summary>Dear, hello, note to, attention.</summary>
    Greeting,

    /// <summary>Please, must, now, then: an imperative may follow.</summary>
    Lead,

    /// <summary>To, can, would: no imperative follows.</summary>
    NotLead,

    /// <summary>Your: speaks of the reader's own things.</summary>
    Your,

    /// <summary>My, our: speaks of the writer's own things and people.</summary>
    Mine,

    /// <summary>You, where an obligation follows.</summary>
    You,

    /// <summary>About, regarding: what an instruction was about.</summary>
    Topic,
}

/// <summary>The words of <see cref="OrderWord"/> in English, German, French, Spanish, Portuguese, Italian, Dutch and, in part, others.</summary>
internal static class OrderVocabulary
{
    private static readonly (OrderWord Word, string Phrases)[] s_entries =
    [
        (
            OrderWord.Machine,
            "ai | a i | ais | llm | llms | ki | ia | chatgpt | gpt | gpt4 | claude | gemini | copilot | meshclaw | openclaw | siri | alexa | "
                + "artificial intelligence | kunstliche intelligenz | inteligencia artificial | inteligência artificial | intelligence artificielle | "
                + "intelligenza artificiale | kunstmatige intelligentie | language model | language models | sprachmodell* | modele de langage | "
                + "modèle de langue | modelo de lenguaje | modelo de linguagem | modello linguistico | taalmodel | kiassisten* | kiagent* | aiagent* | "
                + "aiassisten* | ии | нейросеть | ассистент | ассистента | chatbot* | mailbot | emailbot | sztuczna inteligencjo | yapay zeka | tekoaly"
        ),
        (
            OrderWord.Assistant,
            "assistant | assistants | assistent | assistenten | assistentin | assistente | assistenti | assistentes | asistente | asistentes | "
                + "помощник | asystent | asystencie | asistan | assistenten | avustaja | asistent | asistente"
        ),
        (
            OrderWord.Agent,
            "agent | agents | agenten | agente | agentes | agenti | agents | bot | bots | robot | robots | roboter | model | modell | modele | "
                + "modelo | modello | агент | ajan | system | systeme | sistema | automation | mailagent* | emailagent* | postagent | inboxagent*"
        ),
        (
            OrderWord.Automatic,
            "automated | automatic | automatische* | automatisierte* | automatique | automatise | automatico | automatica | automatizado | automatizada | "
                + "automatizzato | geautomatiseerde | virtual | virtuelle | virtueller | virtuel | virtuale | virtuele | digital | digitale | digitaler | "
                + "numerique | language | mail | email | inbox | mailbox | postfach | messagerie | correo | autonomous | autonome | intelligent | "
                + "intelligente | smart | triage | ai | ki | ia | llm | personal"
        ),
        (
            OrderWord.Reads,
            "reading | processing | reads | processes | handling | handles | summarizing | summarising | summarizes | parsing | scanning | triaging | "
                + "sorting | managing | sees | ingesting | analyzing | analysing | reviewing | with access | has access | liest | lesen | verarbeitet | "
                + "verarbeiten | bearbeitet | bearbeiten | zusammenfasst | verwaltet | sortiert | lit | lisant | lisez | traite | traitant | traitez | analyse | "
                + "lee | leyendo | procesa | procesando | procesas | lees | gestiona | gestionas | le este | leia | lendo | processa | processando | "
                + "legge | leggendo | leggi | elabora | elaborando | leest | verwerkt | verwerken | beheert | lezen"
        ),
        (
            OrderWord.MoveOut,
            "forward | send | transfer | copy | bcc | export | upload | share | leak | post | wire | exfiltrate | redirect | pay | disclose | reveal | "
                + "weiterleiten | leite | leiten | leitet | sende | senden | schicke | schicken | ubermittle | ubermitteln | kopiere | uberweise | uberweisen | exportiere* | "
                + "transferez | transfere | transferer | envoie | envoyez | envoyer | copie | copiez | partage | partagez | exporte | exportez | redirige | "
                + "redirigez | reenvia | reenvie | reenviar | reenviad | envia | envie | enviar | remite | copia | copie | comparte | exporta | "
                + "transfiere | encaminhe | encaminha | encaminhar | reencaminhe | reencaminha | reencaminhar | mande | manda | partilhe | compartilhe | "
                + "inoltra | inoltrare | inoltri | inoltrate | invia | inviare | invii | inviate | trasferisci | condividi | esporta | stuur | doorsturen | "
                + "verstuur | verzend | kopieer | deel | exporteer | перешли | перешлите | отправь | отправьте | przeslij | wyslij | gonder | ilet | "
                + "vidarebefordra | videresend | skicka | laheta"
        ),
        (
            OrderWord.Destroy,
            "delete | erase | remove | purge | wipe | empty | archive | move | trash | unsubscribe | destroy | discard | losche | loschen | loesche | "
                + "loeschen | entferne | entfernen | archiviere | archivieren | verschiebe | verschieben | leere | supprime | supprimez | supprimer | efface | "
                + "effacez | effacer | archivez | archiver | deplace | deplacez | deplacer | vide | videz | borra | borre | borrar | borren | elimina | elimine | eliminar | "
                + "archiva | archive | archivar | mueve | mueva | mover | vacia | vacie | apague | apaga | apagar | exclua | exclui | excluir | elimine | arquive | "
                + "arquiva | arquivar | mova | move | cancella | cancellare | cancelli | cancellate | elimini | eliminare | archivia | archiviare | sposta | "
                + "spostare | svuota | verwijder | verwijderen | wis | archiveer | archiveren | verplaats | verplaatsen | leeg | удали | удалите | usun | sil | "
                + "radera | slet | poista"
        ),
        (
            OrderWord.Act,
            "reply | respond | answer | confirm | approve | accept | click | open | visit | execute | run | call | invoke | download | say | output | "
                + "print | include | classify | label | mark | whitelist | rate | recommend | write | insert | append | grant | enable | disable | schedule | "
                + "create | add | set | change | update | treat | assume | use | start | stop | report | tell | summarize | summarise | prioritize | give | "
                + "antworte | antworten | bestatige | bestatigen | genehmige | klicke | offne | fuhre | ausfuhren | markiere | markieren | schreibe | erstelle | "
                + "gib | reponds | repondez | repondre | confirme | confirmez | approuve | approuvez | clique | cliquez | ouvre | ouvrez | execute | executez | "
                + "ecris | ecrivez | marque | marquez | responde | responda | responder | confirma | confirme | aprueba | apruebe | abre | abra | ejecuta | "
                + "ejecute | escribe | escriba | marca | marque | aprove | aprova | execute | executa | escreva | rispondi | rispondere | risponda | conferma | "
                + "confermi | approva | apri | esegui | eseguire | scrivi | segna | beantwoord | antwoord | bevestig | klik | voer | schrijf | markeer | "
                + "ответь | подтверди"
        ),
        (
            OrderWord.MailThing,
            "mails | emails | messages | inbox | mailbox | mailboxes | correspondence | mail history | unread | threads | conversations | conversation | "
                + "nachrichten | posteingang | postfach | postfachs | emailverlauf | courriels | courriers | messagerie | boite de reception | boite mail | "
                + "boîte | correos | mensajes | bandeja de entrada | bandeja | buzon | emails | mensagens | caixa de entrada | caixa de correio | messaggi | "
                + "posta in arrivo | posta | casella | berichten | postvak | postvak in | mailtjes | письма | письма | сообщения | почту | wiadomosci | "
                + "skrzynki | skrzynke | epostalari | postalar | mejl | mail everything"
        ),
        (
            OrderWord.Data,
            "invoices | invoice | contacts | contact list | address book | attachments | credentials | password | passwords | keys | api key | api keys | "
                + "tokens | token | files | documents | payslips | contracts | codes | code | calendar | secrets | secret | data | history | receipts | statements | "
                + "bank details | money | funds | payment | report | reports | salaries | rechnungen | rechnung | kontakte | adressbuch | anhange | "
                + "zugangsdaten | passworter | passwort | kennworter | dateien | dokumente | vertrage | gehalt* | daten | kalender | factures | facture | "
                + "contacts | pieces jointes | identifiants | mots de passe | mot de passe | fichiers | documents | donnees | contrats | calendrier | "
                + "facturas | factura | contactos | adjuntos | credenciales | contrasenas | contrasena | archivos | documentos | datos | contratos | "
                + "faturas | fatura | contatos | contactos | anexos | senhas | senha | palavraspasse | credenciais | ficheiros | arquivos | dados | fatture | "
                + "fattura | contatti | allegati | credenziali | password | documenti | file | dati | contratti | facturen | factuur | contacten | "
                + "contactpersonen | bijlagen | wachtwoorden | wachtwoord | inloggegevens | bestanden | documenten | gegevens | пароли | счета | faktury | hasla"
        ),
        (
            OrderWord.All,
            "all | every | everything | any | each | entire | whole | latest | newest | last | alle | alles | jede | jeden | samtliche | letzten | neuesten | "
                + "gesamten | gesamte | tous | toutes | tout | toute | chaque | dernieres | derniers | todos | todas | todo | toda | cada | ultimos | ultimas | "
                + "tutti | tutte | tutto | tutta | ogni | ultime | ultimi | elke | ieder | iedere | laatste | все | всё | wszystkie | tum | butun | alla"
        ),
        (
            OrderWord.Ignore,
            "ignore | disregard | forget | override | bypass | neglect | skip | discard | cancel | supersede | ignoriere | ignorieren | ignoriert | "
                + "vergiss | vergesst | vergessen | missachte | missachten | ubergehe | ignorez | ignorer | ignores | oublie | oubliez | oublier | contourne | ignora | "
                + "ignorad | ignoren | ignorar | olvida | olvide | olvidar | omite | omita | desconsidere | desconsidera | esqueca | esquece | ignorare | ignori | ignorate | "
                + "dimentica | dimenticare | negeer | negeren | vergeet | игнорируй | игнорируйте | забудь | забудьте | zignoruj | ignoruj | zapomnij | ignorera | "
                + "ignorer | yoksay | yok say | unut"
        ),
        (
            OrderWord.Instruction,
            "instruction | instructions | prompt | prompts | rule | rules | directive | directives | guidelines | guideline | constraints | restrictions | "
                + "safeguards | programming | training | orders | policies | anweisung | anweisungen | instruktionen | vorgaben | regeln | richtlinien | "
                + "befehle | vorschriften | systemprompt | consignes | consigne | regles | directives | instrucciones | instruccion | reglas | ordenes | "
                + "directrices | instrucoes | regras | ordens | diretrizes | istruzioni | regole | ordini | direttive | instructies | aanwijzingen | regels | "
                + "opdrachten | инструкции | инструкций | указания | правила | instrukcje | polecenia | instruktioner | talimatlari | talimatları | ohjeet"
        ),
        (
            OrderWord.Previous,
            "previous | prior | above | earlier | preceding | former | existing | foregoing | original | other | initial | before | so far | current | "
                + "vorherigen | vorherige | bisherigen | bisherige | vorigen | fruheren | obigen | vorangegangenen | vorangehenden | anderen | precedentes | precedente | precedents | "
                + "anterieures | cidessus | ci dessus | anteriores | anterior | previas | previos | precedenti | precedente | anteriori | eerdere | "
                + "voorgaande | vorige | bovenstaande | предыдущие | прежние | poprzednie | wczesniejsze | tidigare | tidligere | onceki | aiemmat | your"
        ),
        (
            OrderWord.Conceal,
            "do not tell | dont tell | do not inform | dont inform | do not notify | dont notify | do not mention | dont mention | never mention | never tell | "
                + "do not alert | dont alert | do not show | dont show | do not reveal | do not report | do not disclose | do not ask | dont ask | "
                + "without telling | without informing | without notifying | without asking | without confirmation | without approval | without mentioning | "
                + "silently | secretly | covertly | no confirmation | hide this | keep this hidden | "
                + "sage nichts | erwahne nicht | erwahne diese | ohne zu fragen | ohne ruckfrage | ohne nachfrage | ohne bestatigung | ohne den nutzer | "
                + "informiere nicht | heimlich | stillschweigend | verrate nichts | nicht informieren | nicht erwahnen | ne dis rien | ne dites rien | ne previens pas | "
                + "ne prevenez pas | ninforme pas | ninformez pas | ne mentionne pas | ne mentionnez pas | nen parle pas | nen parlez pas | sans demander | sans prevenir | sans confirmation | "
                + "sans informer | sans en informer | discretement | no digas | no diga | no informes | no informe | no avises | no avise | no menciones | no mencione | no lo menciones | "
                + "no se lo digas | sin preguntar | sin avisar | sin confirmacion | sin informar | en secreto | nao diga | nao digas | nao informe | nao avise | nao mencione | nao conte | "
                + "sem perguntar | sem avisar | sem confirmacao | sem informar | em segredo | non dire | non dirlo | non informare | non avvisare | non menzionare | non dica | non avvisi | "
                + "senza chiedere | senza avvisare | senza conferma | senza informare | in segreto | vertel niet | vertel het niet | vertel dit niet | meld dit niet | meld niet | "
                + "informeer niet | zeg niets | zeg dit niet | zonder te vragen | zonder bevestiging | zonder toestemming | stilletjes | не говори | не сообщай | "
                + "nie mow | nie informuj"
        ),
        (
            OrderWord.User,
            "user | users | owner | recipient | human | humans | operator | nutzer | benutzer | besitzer | empfanger | inhaber | utilisateur | "
                + "proprietaire | destinataire | usuario | propietario | destinatario | dueno | usuario | proprietario | dono | utilizador | utente | "
                + "gebruiker | eigenaar | ontvanger | пользователю | uzytkownik* | account holder | mailbox holder"
        ),
        (
            OrderWord.Authority,
            "preapproved | has authorized | has authorised | has approved | have authorized | has already approved | has already authorized | already approved by | "
                + "admin override | system override | administrator override | maintenance mode | developer mode | debug mode | authorized instruction | "
                + "priority override | has given permission | gave permission | bereits genehmigt | hat zugestimmt | hat genehmigt | vorab genehmigt | "
                + "a deja approuve | a autorise | a deja autorise | ya ha aprobado | ha autorizado | ha aprobado | ja aprovou | autorizou | ha gia approvato | "
                + "ha autorizzato | heeft al goedgekeurd | heeft toestemming | heeft goedgekeurd | no confirmation is needed | no further confirmation | "
                + "no approval is needed | confirmation is not required | security override"
        ),
        (
            OrderWord.NewTask,
            "new instructions | new instruction | updated instructions | your new task | new task | your task is | your real task | your only task | your job is | "
                + "real instructions | actual instructions | special instructions | additional instructions | system prompt | system message | system instruction | system instructions | "
                + "system notice | system command | begin instructions | end of email | end of message | important instructions | instructions for | instruction for | follow these instructions | follow these steps | "
                + "perform the following | execute the following | do the following | carry out the following | neue anweisungen | neue anweisung | neue instruktionen | "
                + "deine aufgabe ist | deine neue aufgabe | systemanweisung* | systemnachricht | systemmeldung | anweisung an | anweisungen fur | anweisung fur | folgende anweisungen | nouvelles instructions | nouvelle consigne | "
                + "ta tache | votre tache | ta nouvelle tache | message systeme | instructions pour | instruction pour | consigne pour | consignes pour | instructions suivantes | nuevas instrucciones | tu tarea | tu nueva tarea | su tarea | "
                + "mensaje del sistema | instrucciones para | instruccion para | siguientes instrucciones | novas instrucoes | sua tarefa | a tua tarefa | sua nova tarefa | mensagem do sistema | instrucoes para | instrucao para | "
                + "seguintes instrucoes | nuove istruzioni | il tuo compito | messaggio di sistema | istruzioni per | istruzione per | seguenti istruzioni | nieuwe instructies | nieuwe instructie | jouw taak | "
                + "je taak is | systeembericht | instructies voor | instructie voor | volgende instructies | новые инструкции | nowe instrukcje"
        ),
        (
            OrderWord.Identity,
            "you are now | you are an | you are a | you are the | youre an | if you are | if youre | since you are | because you are | as an ai | as a language | "
                + "as the ai | as an | as the | as a | pretend to be | act as | from now on | you will act | you are reading this | "
                + "du bist jetzt | du bist ein | du bist eine | wenn du ein | wenn du eine | falls du ein | falls du eine | wenn sie ein | falls sie ein | als ki | als | ab sofort | "
                + "tu es maintenant | tu es un | tu es une | vous etes un | vous etes une | si tu es | si vous etes | en tant qu | en tant que | en tant quassistant | a partir de maintenant | "
                + "ahora eres | eres un | eres una | si eres | si usted es | como asistente | a partir de ahora | como | agora es | agora voce e | voce e um | voce e uma | se voce e | se voce for | se es um | se fores | "
                + "a partir de agora | ora sei | sei un | sei una | se sei | in quanto | dora in poi | come | je bent nu | je bent een | als je een | als u een | indien je | indien u | vanaf nu"
        ),
        (
            OrderWord.About,
            "injection | injections | jailbreak | jailbreaks | jailbreaking | attacker | attackers | attack | attacks | researcher | researchers | "
                + "vulnerability | vulnerabilities | exploit | exploits | red team | redteam | redteaming | paper | example | examples | demo | demonstrat* | adversarial | "
                + "malicious | threat | threats | guardrail | guardrails | phrase | phrases | phrasing | payload | payloads | test case | testcase | test cases | regression test | benchmark | fixture | "
                + "technique | techniques | awareness | angreifer | angriff | angriffe | forscher | beispiel | beispiele | sicherheitslucke | attaquant | attaquants | attaque | attaques | "
                + "chercheurs | exemple | exemples | atacante | atacantes | ataque | ataques | investigadores | ejemplo | ejemplos | exemplo | exemplos | "
                + "pesquisadores | attaccanti | attacco | attacchi | ricercatori | esempio | esempi | aanvaller | aanvallers | aanval | aanvallen | onderzoekers | "
                + "voorbeeld | voorbeelden | joke | meme | hidden text | prompt injection | sentences like | things like"
        ),
        (
            OrderWord.Greeting,
            "dear | hi | hey | hello | hallo | attention | note | notice | message | instruction | instructions | important | to | for | the | any | all | an | a | "
                + "your | this | ok | okay | liebe | lieber | liebes | achtung | an | fur | hinweis | den | die | der | das | alle | jeden | mitteilung | cher | chere | "
                + "bonjour | attention | note | pour | a | l | le | la | les | tout | toute | hola | estimado | estimada | atencion | nota | para | el | "
                + "ola | caro | cara | prezado | atencao | ao | a | o | ciao | gentile | attenzione | per | allattenzione | il | lo | aan | voor | beste | let op | de | het | "
                + "elke | alle | urgent | memo | aviso | avviso | avis | privet | привет | внимание | respected | every | whichever | whatever | anweisung | fao | attn"
        ),
        (
            OrderWord.Lead,
            "please | kindly | must | should | shall | now | then | and | immediately | always | never | next | first | also | finally | instead | just | "
                + "bitte | dann | und | sofort | jetzt | nun | umgehend | anschliessend | sie | veuillez | merci de | puis | et | ensuite | immediatement | "
                + "maintenant | dois | devez | doit | por favor | favor | ahora | luego | y | debes | debe | inmediatamente | despues | agora | depois | e | deve | "
                + "deves | imediatamente | per favore | prego | poi | ora | subito | devi | deve | graag | nu | dan | en | onmiddellijk | direct | moet | gelieve | "
                + "alsjeblieft | пожалуйста | prosze | you must | you should | you shall | you will | steps"
        ),
        (
            OrderWord.NotLead,
            "to | can | could | may | might | would | i | we | they | he | she | it | who | that | which | zu | kann | konnen | ich | wir | er | es | kannst | konnte | "
                + "peut | peux | pouvez | je | nous | il | elle | ils | pour | puede | pueden | puedes | yo | nosotros | que | pode | podem | eu | nos | puo | possono | "
                + "puoi | io | noi | che | kan | kunnen | kunt | ik | wij | hij | ze | te | lets | let | a | the | your | our | of | my | will | ill | well | not | and then i | helps | help | for | per | para | by"
        ),
        (
            OrderWord.Your,
            "your | yours | dein | deine | deinen | deiner | ihre | ihren | ihr | ta | ton | tes | votre | vos | tu | tus | su | sus | seu | sua | seus | suas | tuo | tua | tuoi | "
                + "tue | suo | jouw | je | uw"
        ),
        (
            OrderWord.Mine,
            "my | mein | meine | meinen | mon | mes | mi | mis | meu | minha | mio | mia | miei | mijn | our | unser | unsere | notre | nos | nuestro | nuestros | nosso | nossos | nostro | onze"
        ),
        (
            OrderWord.Topic,
            "about | regarding | concerning | for | on | i sent | i gave | i wrote | we sent | we gave | which i | that i | in my | from my | zur | zum | zu | bezuglich | betreffend | fur | die ich | pour | concernant | sur | au | que j | para | sobre | "
                + "acerca | que te | que envie | per | riguardo | sul | sulla | che ho | voor | over | die ik"
        ),
        (OrderWord.You, "you | du | sie | tu | vous | te | usted | voce | lei | je | u"),
    ];

    private static readonly Lazy<PhraseBook> s_book = new(() =>
        new PhraseBook(s_entries.Select(e => ((int)e.Word, e.Phrases)))
    );

    /// <summary>Built when first used.</summary>
    public static PhraseBook Book => s_book.Value;
}
