/* Stands in for the program where the installer is tried: with "stay" it shows a window until it is asked to close. */
#include <windows.h>
#include <string.h>

static LRESULT CALLBACK answer(HWND window, UINT message, WPARAM first, LPARAM second) {
  if (message == WM_DESTROY) PostQuitMessage(0);
  return DefWindowProcA(window, message, first, second);
}

int WINAPI WinMain(HINSTANCE self, HINSTANCE before, LPSTR words, int show) {
  WNDCLASSA kind = {0};
  MSG message;
  if (!strstr(words, "stay")) return VERSION_MINOR;
  kind.lpfnWndProc = answer;
  kind.hInstance = self;
  kind.lpszClassName = "FrontdeskStandIn";
  RegisterClassA(&kind);
  CreateWindowA(kind.lpszClassName, "Frontdesk", WS_OVERLAPPEDWINDOW | WS_VISIBLE, 0, 0, 200, 100, NULL, NULL, self, NULL);
  while (GetMessageA(&message, NULL, 0, 0) > 0) DispatchMessageA(&message);
  return 0;
}
