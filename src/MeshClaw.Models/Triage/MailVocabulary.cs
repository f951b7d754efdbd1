using MeshClaw.Models.Triage.Text;

namespace MeshClaw.Models.Triage;

/// <summary>What a phrase says about a mail's kind.</summary>
internal enum MailWord
{
    Build,
    BuildFailed,
    BuildPassed,
    Receipt,
    Travel,
    CheckIn,
    Disruption,
    Newsletter,
    Notification,
    MoneyOwed,
    Security,
    SecurityTopic,
    Law,
    Health,
    Urgent,
    Bait,
    Paid,
    Unsubscribe,
    DoNotReply,
    ActionNeeded,
}

/// <summary>
/// Phrases of <see cref="MailWord"/> in English, German, French, Spanish, Portuguese, with some Italian and Dutch. Sensitive words are wide on
/// purpose: one too many leaves a mail in the inbox, one too few files a reminder away.
/// </summary>
internal static class MailVocabulary
{
    private static readonly (MailWord Word, string Phrases)[] s_entries =
    [
        (
            MailWord.Build,
            "build | builds | pipeline | pipelines | ci | workflow run | run failed | run passed | run succeeded | deployment | deploy | deployed | deploys | "
                + "nightly build | job | jobs | unit tests | test suite | regression suite | e2e | nightly | smoke tests | compile | compilation | artifact | release candidate | rollout | rollback | staging | production | jenkins | uptime | "
                + "monitor | monitoring | alert | healthcheck | health check | incident | latency | disk usage | cpu | http 500 | error rate | backup | cron | cronjob | "
                + "cluster | synthetic | probe | bereitstellung | sicherung | deploiement | despliegue | compilacion | sauvegarde | copia de seguridad"
        ),
        (
            MailWord.BuildFailed,
            "failed | fails | failing | failure | failures | fail | broken | broke | red | errored | error | errors | aborted | timed out | timeout | down | firing | critical | "
                + "problem | degraded | unstable | rolled back | triggered | unreachable | fehlgeschlagen | fehler | abgebrochen | echoue | echec | erreur | fallo | fallido | fallida | "
                + "falhou | fallito | mislukt"
        ),
        (
            MailWord.BuildPassed,
            "passed | passes | passing | succeeded | success | successful | successfully | fixed | green | back to normal | recovered | recovery | resolved | up | ok | "
                + "stable | completed | complete | finished | healthy | closed | deployed | erfolgreich | behoben | abgeschlossen | wieder verfugbar | reussi | reussie | "
                + "corrige | exitoso | exitosa | correcto | sucesso | geslaagd | riuscito | available again | restored"
        ),
        (
            MailWord.Receipt,
            "receipt | receipts | your order | order confirmation | order confirmed | order number | order no | order | payment received | payment confirmation | payment confirmed | payment successful | invoice paid | "
                + "paid invoice | your purchase | purchase confirmation | thank you for your order | thanks for your order | thank you for your purchase | thanks for your purchase | "
                + "thank you for your payment | thanks for your payment | we received your payment | you paid | you sent a payment | total charged | was renewed | has been renewed | renewed | you were charged | amount paid | refund | refunded | credit note | charged to | invoice | "
                + "order total | subtotal | beleg | quittung | kaufbeleg | kassenbon | zahlungseingang | zahlungsbestatigung | bestellbestatigung | ihre bestellung | deine bestellung | "
                + "zahlung erhalten | rechnung | vielen dank fur ihren einkauf | vielen dank fur ihre bestellung | ihre zahlung | gutschrift | recu | recu de paiement | votre recu | confirmation de commande | "
                + "votre commande | paiement recu | paiement confirme | votre achat | facture | facture acquittee | remboursement | recibo | recibo de pago | confirmacion de pedido | confirmacion del pedido | "
                + "tu pedido | su pedido | pago recibido | factura | gracias por su compra | gracias por tu compra | reembolso | pago confirmado | comprobante | comprovativo | pagamento recebido | "
                + "confirmacao de encomenda | confirmacao do pedido | seu pedido | sua compra | fatura | nota fiscal | ricevuta | conferma ordine | conferma dellordine | il tuo ordine | "
                + "bestelbevestiging | uw bestelling | je bestelling | betaalbewijs | bon | aankoopbewijs | kvittering | kvitto | your ride | your trip receipt"
        ),
        (
            MailWord.Paid,
            "paid | payment received | payment confirmation | payment successful | receipt | thank you for your order | thanks for your order | thank you for your purchase | thanks for your purchase | thank you for your payment | thanks for your payment | "
                + "order confirmation | order confirmed | we received your payment | charged to | was charged | amount paid | refund | refunded | has been charged | no action is required | nothing to pay | "
                + "bezahlt | beglichen | zahlung erhalten | zahlungseingang | quittung | beleg | bestellbestatigung | vielen dank fur ihren einkauf | abgebucht | paye | payee | acquittee | recu | confirmation de commande | paiement recu | "
                + "pagado | pagada | recibo | pago recibido | confirmacion de pedido | confirmacion del pedido | pago | paga | pagamento recebido | confirmacao do pedido | pagato | ricevuta | betaald | bestelbevestiging"
        ),
        (
            MailWord.Travel,
            "booking confirmation | booking confirmed | booking | your booking | reservation | reservation confirmed | your reservation | itinerary | eticket | e ticket | boarding pass | boarding | flight | flights | check in | checkin | "
                + "hotel | your stay | rental car | car rental | your trip | train ticket | departure | departs | gate | seat | pnr | hostel | rail | buchungsbestatigung | ihre buchung | deine buchung | "
                + "buchung | reiseplan | bordkarte | flug | ihre reise | deine reise | fahrkarte | bahnticket | online ticket | abfahrt | zimmer | ubernachtung | confirmation de reservation | votre reservation | "
                + "votre vol | votre voyage | carte dembarquement | billet de train | ebillet | billet electronique | sejour | confirmacion de reserva | su reserva | tu reserva | reserva | vuelo | "
                + "itinerario | tarjeta de embarque | billete | viaje | confirmacao de reserva | sua reserva | voo | cartao de embarque | bilhete | viagem | conferma prenotazione | prenotazione | volo | "
                + "carta dimbarco | biglietto | boeking | boekingsbevestiging | vlucht | instapkaart | treinticket"
        ),
        (
            MailWord.CheckIn,
            "check in is open | check in now | checkin is open | online check in | time to check in | check in opens | checkin now | you can now check in | ready to check in | check in is now open | check in for your | "
                + "jetzt einchecken | online checkin | checkin geoffnet | einchecken | enregistrement en ligne | enregistrezvous | enregistrement est ouvert | facturacion online | facturacion abierta | haz el check in | "
                + "checkin online | checkin disponible | faca o checkin | check in aperto | online inchecken | nu inchecken"
        ),
        (
            MailWord.Disruption,
            "delayed | delay | cancelled | canceled | gate change | schedule change | rebooked | rebooking | has changed | time change | verspatet | verspatung | storniert | annulliert | geandert | gestrichen | "
                + "retarde | retard | annule | annulee | modifie | modification de | retrasado | retraso | cancelado | cancelada | cambio de | atrasado | atraso | alterado | alteracao | ritardo | cancellato | vertraagd | geannuleerd | "
                + "action required"
        ),
        (
            MailWord.Newsletter,
            "newsletter | newsletters | weekly | this week in | issue | edition | roundup | round up | bulletin | monthly | webinar | view in browser | view this email in your browser | "
                + "view online | read online | read in browser | dear reader | dear readers | dear subscriber | dear subscribers | liebe leserinnen | liebe leser | chers lecteurs | queridos lectores | caros leitores | sale | discount | off everything | new arrivals | deals | "
                + "im browser | rundbrief | lesetipps | ausgabe | wochenruckblick | angebote | rabatt | infolettre | "
                + "lettre dinformation | dans votre navigateur | hebdo | offres | boletin | en el navegador | en tu navegador | semanal | ofertas | descuento | "
                + "boletim | no navegador | promocao | nieuwsbrief | lezers"
        ),
        (
            MailWord.Notification,
            "mentioned you | commented on | comment on | commented | assigned to you | assigned you | was assigned | review requested | requested your review | approved your | merged | pull request | merge request | opened an issue | closed issue | "
                + "support ticket | ticket number | ticket updated | ticket closed | invited you to connect | new follower | followed you | liked your | reacted to | new message from | sent you a message | new messages | unread messages | unread notifications | "
                + "daily summary | weekly summary | activity summary | daily digest | your digest | reminder | reminders | shared a document | shared with you | shared a file | new comment | new reply | new post | replied to | connection request | "
                + "started following | following you | edited by | changed by | updated by | status changed | moved to | new posts | posts in | your day | your week | events on | agenda | while you were away | missed messages | profile views | appeared in | out for delivery | has shipped | was delivered | on its way | storage report | weekly report | weekly activity | task | tasks | due today | due tomorrow | subscribed to | "
                + "new sign up | notification | notifications | hat kommentiert | kommentar | zugewiesen | erinnerung | benachrichtigung | erwahnt | hat dich erwahnt | zusammenfassung | zugestellt | versandt | unterwegs | "
                + "a commente | vous a mentionne | rappel | assigne | resume | nouveau commentaire | notification | expedie | livre | te menciono | coment* en | recordatorio | asignado | resumen | "
                + "notificacion | enviado | entregado | mencionou voce | comentou | lembrete | atribuido | notificacao | resumo | ti ha menzionato | promemoria | heeft gereageerd | herinnering"
        ),
        (
            MailWord.MoneyOwed,
            "payment due | amount due | balance due | past due | overdue | payment failed | payment declined | payment was declined | card was declined | card declined | could not process your payment | couldnt process your payment | unable to process your payment | "
                + "payment reminder | final notice | final reminder | outstanding balance | outstanding invoice | outstanding | unpaid | please pay | pay by | pay before | due on | due by | due date | due in | is due | late fee | debt collection | collections | dunning | update your payment | "
                + "will be charged | will renew | renews on | direct debit failed | insufficient funds | tax return | tax assessment | tax notice | tax bill | tax office | overdrawn | price increase | price change | card expires | card is expiring | card has expired | "
                + "expiring card | loan | mortgage | salary | payslip | payroll | bank statement | account statement | mahnung | zahlungserinnerung | uberfallig | zahlungsverzug | fallig | falligkeit | zahlbar bis | zu zahlen | offener betrag | "
                + "offene rechnung | zahlung fehlgeschlagen | lastschrift | ruckbuchung | letzte mahnung | inkasso | steuerbescheid | finanzamt | gehaltsabrechnung | kontoauszug | nebenkostenabrechnung | impaye | impayee | "
                + "echeance | a payer | relance | mise en demeure | paiement refuse | paiement echoue | rappel de paiement | solde du | prelevement | impots | avis dimposition | bulletin de salaire | releve de compte | vencimiento | vencida | vencido | "
                + "pago pendiente | pendiente de pago | pago rechazado | recordatorio de pago | ultimo aviso | deuda | adeudado | a pagar | hacienda | nomina | extracto bancario | agencia tributaria | impuesto | vencimento | em atraso | "
                + "pagamento pendente | pagamento recusado | lembrete de pagamento | divida | ultimo aviso | boleto | financas | imposto | extrato bancario | scadenza | scaduta | sollecito | pagamento rifiutato | da pagare | "
                + "openstaand | betalingsherinnering | aanmaning | te betalen | vervaldatum | betaling mislukt | belastingdienst | termin platnosci | zaleglosc | rykker | betalningspaminnelse | forfallen | просрочен* | к оплате | "
                + "задолженность"
        ),
        (
            MailWord.Security,
            "new sign in | new signin | new login | sign in attempt | signin attempt | login attempt | unusual activity | unusual sign in | suspicious activity | suspicious login | suspicious sign in | password was changed | password changed | password has been changed | "
                + "password reset | reset your password | change your password | password expires | password will expire | password is about to expire | verification code | security code | one time code | one time password | onetime code | onetime password | login code | your code is | confirmation code | "
                + "two factor | twofactor | 2fa | two step verification | recovery email | recovery codes | verify your email | verify your account | confirm your email | confirm your account | account locked | account has been locked | account suspended | "
                + "account will be | account was | new device | unrecognized device | security alert | security notice | security incident | data breach | compromised | api key | access token | ssh key | oauth app* | certificate expires | certificate will expire | "
                + "certificate expir* | domain expir* | domain name expires | vulnerability found | dependabot alert | secret detected | leaked secret | leaked credentials | account deletion | will be deleted | "
                + "neue anmeldung | anmeldeversuch | ungewohnliche aktivitat | passwort geandert | passwort zurucksetzen | passwort lauft ab | bestatigungscode | sicherheitscode | sicherheitswarnung | sicherheitshinweis | zugangscode | konto gesperrt | neues gerat | einmalcode | "
                + "nouvelle connexion | tentative de connexion | activite inhabituelle | mot de passe modifie | reinitialiser votre mot | reinitialisation | code de verification | code de securite | alerte de securite | compte bloque | compte suspendu | nouvel appareil | votre mot de passe | "
                + "nuevo inicio de sesion | inicio de sesion | actividad inusual | actividad sospechosa | contrasena cambiada | restablecer | restablece | codigo de verificacion | codigo de seguridad | alerta de seguridad | cuenta bloqueada | nuevo dispositivo | tu contrasena | su contrasena | "
                + "novo inicio de sessao | novo login | atividade suspeita | palavra passe | redefinir | redefinicao | codigo de verificacao | codigo de seguranca | alerta de seguranca | conta bloqueada | novo dispositivo | sua senha | nuovo accesso | reimposta | codice di verifica | avviso di sicurezza | "
                + "nieuwe aanmelding | wachtwoord gewijzigd | wachtwoord herstellen | verificatiecode | beveiligingscode | beveiligingswaarschuwing | kod weryfikacyjny | код подтверждения | пароль"
        ),
        (
            MailWord.SecurityTopic,
            "security update | security advisory | breach | phishing | fraud | fraudulent | betrug | fraude | intrusion | incident report | malware | ransomware"
        ),
        (
            MailWord.Law,
            "court | lawsuit | subpoena | legal notice | cease and desist | summons | attorney | lawyer | law firm | litigation | settlement | notary | contract termination | notice of termination | eviction | police | jury duty | fine notice | parking fine | "
                + "terms of your contract | visa application | residence permit | immigration | gericht | klage | anwalt | rechtsanwalt | kanzlei | abmahnung | vorladung | kundigung | bussgeld | bussgeldbescheid | widerspruch | frist | notar | aufenthaltstitel | "
                + "tribunal | avocat | huissier | assignation | mise en demeure | resiliation | amende | contravention | titre de sejour | notaire | juzgado | abogado | demanda judicial | citacion | multa | requerimiento | rescision | notificacion judicial | permiso de residencia | "
                + "tribunal | advogado | intimacao | multa | notificacao judicial | rescisao | processo judicial | tribunale | avvocato | diffida | raccomandata | rechtbank | advocaat | dagvaarding | boete | deurwaarder"
        ),
        (
            MailWord.Health,
            "lab results | test results | your results are | medical | doctors appointment | doctor appointment | appointment with dr | dr | clinic | hospital | prescription | diagnosis | biopsy | mri | vaccination | patient | patient portal | dentist | surgery | health insurance | blood test | appointment reminder | your appointment | "
                + "befund | befunde | arzttermin | arztpraxis | praxis | klinik | krankenhaus | rezept | diagnose | krankenkasse | impfung | zahnarzt | blutwerte | laborwerte | ihr termin | untersuchung | resultats danalyse | resultats danalyses | rendez vous medical | rendezvous | medecin | ordonnance | hopital | clinique | "
                + "vaccination | mutuelle | resultados de analisis | resultados de sus | cita medica | su cita | tu cita | medico | receta | clinica | hospital | vacunacion | dentista | analitica | consulta | resultados do exame | resultados dos exames | exame | exames | medica | receita medica | "
                + "vacina | referto | visita medica | ricetta | ospedale | uitslag | afspraak | huisarts | ziekenhuis"
        ),
        (
            MailWord.Urgent,
            "urgent | urgently | immediately | right away | asap | within 24 hours | in 24 hours | within 48 hours | last warning | as soon as possible | act now | dringend | sofort | umgehend | immediatement | sans delai | urgente | inmediatamente | imediatamente | are you available | are you at your desk | keep this confidential | quick favor | quick favour"
        ),
        (
            MailWord.Bait,
            "gift card | gift cards | itunes card* | wire transfer | change of bank details | new bank details | bank details have changed | updated bank details | verify your account | verify your identity | confirm your password | confirm your account | your account will be | account will be closed | account suspended | validate your | "
                + "geschenkkarte* | gutscheinkarte* | kontodaten | bankverbindung | uberweisung | bestatigen sie ihr konto | ihr konto wird | carte cadeau | cartes cadeaux | virement | coordonnees bancaires | confirmez votre compte | votre compte sera | tarjeta regalo | tarjetas regalo | "
                + "transferencia | verifique su cuenta | su cuenta sera | cartao presente | cartoes presente | transferencia bancaria | verifique sua conta | card number | credit card number | security code of your card | cvv | kartennummer | numero de carte | numero de tarjeta | numero do cartao | numero del cartao | numero di carta | crypto wallet | bitcoin | mailbox is full | mailbox quota | mailbox storage | unlock your"
        ),
        (
            MailWord.Unsubscribe,
            "unsubscribe | opt out | optout | manage preferences | manage your preferences | manage subscription | email preferences | no longer interested | no longer wish | no longer want | stop receiving | stop these emails | "
                + "leave this list | leave the list | you are receiving this | youre receiving this | you received this email because | you get this because | because you subscribed | because you signed up | "
                + "abmelden | abbestellen | abbestellung | austragen | newsletter abmelden | se desabonner | se desinscrire | desabonner | desabonnement | desinscription | vous recevez cet | darse de baja | date de baja | darte de baja | "
                + "cancelar suscripcion | cancelar la suscripcion | recibes este | cancelar inscricao | cancelar a subscricao | cancelar subscricao | deixar de receber | recebe este | annulla iscrizione | annullare liscrizione | "
                + "disiscriviti | cancellati | afmelden | uitschrijven | wypisz | отписаться | avregistrera"
        ),
        (
            MailWord.DoNotReply,
            "do not reply | dont reply | not monitored | unmonitored | this is an automated | this is an automatic | automated message | automatic message | automatically generated | was sent automatically | sent automatically | "
                + "automatisch generiert | automatisch erstellt | automatisch erzeugt | nicht auf diese | antworten sie nicht | nicht antworten | ne pas repondre | ne repondez pas | message automatique | genere automatiquement | "
                + "no responda | no respondas | no responder | mensaje automatico | generado automaticamente | nao responda | nao responder | mensagem automatica | gerada automaticamente | gerado automaticamente | "
                + "non rispondere | messaggio automatico | generata automaticamente | niet beantwoorden | niet op deze | automatisch gegenereerd | nie odpowiadaj | не отвечайте"
        ),
        (
            MailWord.ActionNeeded,
            "action required | action needed | please approve | approval needed | approval required | awaiting your | waiting for your | waiting for you | needs your | requests access | requested access | request for access | please sign | "
                + "sign this | signature requested | signature required | to sign | please confirm | confirm your | rsvp | respond by | reply by | please respond | deadline | last chance to | please complete | voicemail | expires | expiring | "
                + "handlungsbedarf | bitte bestatigen | bitte unterschreiben | ihre unterschrift | bitte antworten | freigabe | action requise | a signer | votre signature | merci de confirmer | accion requerida | firma pendiente | "
                + "confirme su | confirma tu | acao necessaria | assinatura pendente | confirme a sua | azione richiesta | firma richiesta | actie vereist"
        ),
    ];

    private static readonly Lazy<PhraseBook> s_book = new(() =>
        new PhraseBook(s_entries.Select(e => ((int)e.Word, e.Phrases)))
    );

    /// <summary>Built when first used.</summary>
    public static PhraseBook Book => s_book.Value;
}
