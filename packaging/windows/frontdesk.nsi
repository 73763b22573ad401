; Frontdesk's installer for Windows: for one account or for the whole computer, over an older version, silently where asked.
;
;   makensis -DVERSION=0.1.0 -DPAYLOAD=folder -DOUT=Frontdesk-0.1.0-setup.exe [-DICON=frontdesk.ico] [-DSIGN="signtool ..."] frontdesk.nsi
;
; Switches: /S silent, /AllUsers or /CurrentUser, /D=folder (last, without quotation marks).
; Of the uninstaller: /S silent, /DeleteData takes away what this account kept, too.
; Exit codes: 0 well, 1 cancelled, 2 failed, 5 a running copy could not be closed.

Unicode true
Target amd64-unicode
ManifestDPIAware true
RequestExecutionLevel highest
SetCompressor /SOLID lzma

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include nsDialogs.nsh
!include x64.nsh

!define PROGRAM "Frontdesk"
!define EXE "frontdesk.exe"
!define CONSOLE "frontdesk-console.exe"
; Never changes: by it a newer version finds the older one.
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Frontdesk"
!define PATHS "Software\Microsoft\Windows\CurrentVersion\App Paths\${EXE}"

Name "${PROGRAM}"
OutFile "${OUT}"
BrandingText "${PROGRAM} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${PROGRAM}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${PROGRAM} setup"
VIAddVersionKey LegalCopyright "Apache-2.0"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif
!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif

Var everybody ; 1: for the whole computer, 0: for this account
Var mayEverybody ; 1: this account may install for the whole computer
Var choice
Var waited

Page custom chooseScope keepScope
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

; ---------------------------------------------------------------------------------------------- for whom

; The place follows from the scope, unless an older version or /D= named another.
!macro Scope un
Function ${un}useScope
  ${If} $everybody == 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
FunctionEnd

Function ${un}readRights
  UserInfo::GetAccountType
  Pop $0
  StrCpy $mayEverybody 0
  ${If} $0 == "Admin"
    StrCpy $mayEverybody 1
  ${EndIf}
FunctionEnd
!macroend
!insertmacro Scope ""
!insertmacro Scope "un."

Function usePlace
  Call useScope
  ReadRegStr $0 SHCTX "${KEY}" "InstallLocation"
  ${If} $0 != ""
    StrCpy $INSTDIR $0
  ${ElseIf} $everybody == 1
    StrCpy $INSTDIR "$PROGRAMFILES64\${PROGRAM}"
  ${Else}
    ; Never $LOCALAPPDATA\Frontdesk: there lies what the program keeps.
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${PROGRAM}"
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "${PROGRAM} needs a 64-bit Windows." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetRegView 64
  Call readRights
  ; Where an older version is, the new one goes, too.
  StrCpy $everybody 0
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ReadRegStr $1 HKCU "${KEY}" "InstallLocation"
  ${If} $0 != ""
  ${AndIf} $1 == ""
  ${AndIf} $mayEverybody == 1
    StrCpy $everybody 1
  ${EndIf}
  ${GetParameters} $2
  ClearErrors
  ${GetOptions} $2 "/AllUsers" $3
  ${IfNot} ${Errors}
    StrCpy $everybody 1
    ${If} $mayEverybody == 0
      MessageBox MB_ICONSTOP "Only an administrator can install ${PROGRAM} for everybody." /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
  ClearErrors
  ${GetOptions} $2 "/CurrentUser" $3
  ${IfNot} ${Errors}
    StrCpy $everybody 0
  ${EndIf}
  StrCpy $4 $INSTDIR ; what /D= named, if anything
  Call usePlace
  ${If} $4 != ""
    StrCpy $INSTDIR $4
  ${EndIf}
FunctionEnd

Function chooseScope
  ${If} $mayEverybody == 0
    Abort ; nothing to choose
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "For whom?" "${PROGRAM} ${VERSION}"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 0 100% 12u "Only for this account"
  Pop $0
  ${NSD_CreateRadioButton} 0 16u 100% 12u "For everybody at this computer"
  Pop $choice
  ${If} $everybody == 1
    ${NSD_Check} $choice
  ${Else}
    ${NSD_Check} $0
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function keepScope
  ${NSD_GetState} $choice $0
  StrCpy $1 $everybody
  StrCpy $everybody 0
  ${If} $0 == ${BST_CHECKED}
    StrCpy $everybody 1
  ${EndIf}
  ${If} $everybody != $1
    Call usePlace
  ${EndIf}
FunctionEnd

; ---------------------------------------------------------------------------------------------- a running copy

; A program that runs cannot be written over. It is asked to close, as by its own button; unsaved work is kept by it.
!macro Closing un
Function ${un}isRunning ; answers on the stack: 1 or 0
  StrCpy $R0 0
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $R1 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      StrCpy $R0 1
    ${Else}
      FileClose $R1
    ${EndIf}
  ${EndIf}
  Push $R0
FunctionEnd

Function ${un}waitForEnd ; up to 10 seconds; answers as isRunning
  StrCpy $waited 0
  ${Do}
    Call ${un}isRunning
    Pop $R0
    ${If} $R0 == 0
      ${ExitDo}
    ${EndIf}
    Sleep 250
    IntOp $waited $waited + 1
  ${LoopUntil} $waited >= 40
  Push $R0
FunctionEnd

Function ${un}closeRunning
  Call ${un}isRunning
  Pop $0
  ${If} $0 == 0
    Return
  ${EndIf}
  MessageBox MB_OKCANCEL|MB_ICONINFORMATION "${PROGRAM} is running. It will be closed; unsaved work is kept and comes back." /SD IDOK IDOK +3
  SetErrorLevel 1
  Quit
  nsExec::Exec '"$SYSDIR\taskkill.exe" /IM ${EXE}'
  Pop $0
  Call ${un}waitForEnd
  Pop $0
  ${If} $0 == 1
    nsExec::Exec '"$SYSDIR\taskkill.exe" /F /IM ${EXE}'
    Pop $0
    nsExec::Exec '"$SYSDIR\taskkill.exe" /F /IM ${CONSOLE}'
    Pop $0
    Call ${un}waitForEnd
    Pop $0
  ${EndIf}
  ${If} $0 == 1
    MessageBox MB_ICONSTOP "${PROGRAM} could not be closed. Close it on every account of this computer and start this again." /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
FunctionEnd

; Only what an installer put there: the folder may be one that somebody named with /D=.
Function ${un}removeProgram
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\${CONSOLE}"
FunctionEnd
!macroend
!insertmacro Closing ""
!insertmacro Closing "un."

; ---------------------------------------------------------------------------------------------- in and out

Section
  SetRegView 64
  Call closeRunning
  ; A file of the old version that stays behind would be loaded by the new one.
  Call removeProgram
  ClearErrors
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    MessageBox MB_ICONSTOP "The files could not be written. Make room on the disk, and start this again." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  CreateShortCut "$SMPROGRAMS\${PROGRAM}.lnk" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${PATHS}" "" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${KEY}" "DisplayName" "${PROGRAM}"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${KEY}" "Publisher" "The Frontdesk maintainers"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegDWORD SHCTX "${KEY}" "ForEverybody" $everybody
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" $0
SectionEnd

Function un.onInit
  SetRegView 64
  Call un.readRights
  ; Which of the two this one is stands where it was registered.
  StrCpy $everybody 0
  ReadRegStr $0 HKLM "${KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    StrCpy $everybody 1
    ${If} $mayEverybody == 0
      MessageBox MB_ICONSTOP "Only an administrator can remove ${PROGRAM} for everybody." /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
  Call un.useScope
FunctionEnd

Section "un.program"
  SetRegView 64
  Call un.closeRunning
  Call un.removeProgram
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PROGRAM}.lnk"
  DeleteRegKey SHCTX "${PATHS}"
  DeleteRegKey SHCTX "${KEY}"
  SetShellVarContext current
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DeleteData" $1
  ${If} ${Errors}
    IfFileExists "$LOCALAPPDATA\${PROGRAM}\*.*" 0 keep
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "Also delete what ${PROGRAM} kept for this account: settings, drafts, the encrypted file of customers? Nothing brings it back." /SD IDNO IDYES +2
    Goto keep
  ${EndIf}
  RMDir /r "$LOCALAPPDATA\${PROGRAM}"
  keep:
SectionEnd
