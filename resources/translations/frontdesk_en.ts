<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>CopyNote</name>
    <message numerus="yes">
        <source>%n address(es)</source>
        <translation>
            <numerusform>%n address</numerusform>
            <numerusform>%n addresses</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n document(s)</source>
        <translation>
            <numerusform>%n document</numerusform>
            <numerusform>%n documents</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeskStores</name>
    <message numerus="yes">
        <source>%n form(s) with unsaved work stay open.</source>
        <translation>
            <numerusform>%n form with unsaved work stays open.</numerusform>
            <numerusform>%n forms with unsaved work stay open.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeskView</name>
    <message numerus="yes">
        <source>%n form(s) hold unsaved work.</source>
        <translation>
            <numerusform>%n form holds unsaved work.</numerusform>
            <numerusform>%n forms hold unsaved work.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>JournalLine</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The journal is being written: %n entry(ies) so far…</source>
        <translation>
            <numerusform>The journal is being written: %n entry so far…</numerusform>
            <numerusform>The journal is being written: %n entries so far…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) were written to {}.</source>
        <translation>
            <numerusform>%n entry was written to {}.</numerusform>
            <numerusform>%n entries were written to {}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PeopleDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinEntry</name>
    <message numerus="yes">
        <source>That is not the PIN. It can be typed again in %n second(s).</source>
        <translation>
            <numerusform>That is not the PIN. It can be typed again in %n second.</numerusform>
            <numerusform>That is not the PIN. It can be typed again in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaveBar</name>
    <message numerus="yes">
        <source>%n unsaved change(s)</source>
        <translation>
            <numerusform>%n unsaved change</numerusform>
            <numerusform>%n unsaved changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchPanel</name>
    <message numerus="yes">
        <source>%n match(es)</source>
        <translation>
            <numerusform>%n match</numerusform>
            <numerusform>%n matches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n best match(es)</source>
        <translation>
            <numerusform>The best match</numerusform>
            <numerusform>The %n best matches</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n store(s)</source>
        <translation>
            <numerusform>%n store</numerusform>
            <numerusform>%n stores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None among the %Ln customer(s) loaded so far.</source>
        <translation>
            <numerusform>None among the %Ln customer loaded so far.</numerusform>
            <numerusform>None among the %Ln customers loaded so far.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%n change(s) waiting</source>
        <translation>
            <numerusform>%n change waiting</numerusform>
            <numerusform>%n changes waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) refused</source>
        <translation>
            <numerusform>%n change refused</numerusform>
            <numerusform>%n changes refused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n form(s) not saved</source>
        <translation>
            <numerusform>%n form not saved</numerusform>
            <numerusform>%n forms not saved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StoresDialog</name>
    <message numerus="yes">
        <source>%n form(s) with unsaved work stay open.</source>
        <translation>
            <numerusform>%n form with unsaved work stays open.</numerusform>
            <numerusform>%n forms with unsaved work stay open.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n form(s) with unsaved work stay open, but can no longer be saved there.</source>
        <translation>
            <numerusform>%n form with unsaved work stays open, but can no longer be saved there.</numerusform>
            <numerusform>%n forms with unsaved work stay open, but can no longer be saved there.</numerusform>
        </translation>
    </message>
</context>
</TS>
