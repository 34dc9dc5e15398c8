; A machine small enough for a boot sector: says hello on COM1, answers in upper case, shows a
; break as "B!". Assemble with: nasm -f bin guest.asm -o guest.img
        bits 16
        org 0x7c00
COM1    equ 0x3f8               ; 16550: data; +3 line control, +5 line status

start:  xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        mov dx, COM1 + 3
        mov al, 0x03            ; 8 bits, no parity, 1 stop bit
        out dx, al
        mov dx, COM1 + 2
        mov al, 0x07            ; FIFOs on, and empty
        out dx, al
        mov si, hello
        call print

next:   mov dx, COM1 + 5
        in al, dx
        test al, 0x01           ; data ready?
        jz next
        mov ah, al
        mov dx, COM1
        in al, dx
        test ah, 0x10           ; a break comes with a zero byte
        jnz break
        cmp al, 13
        je line
        cmp al, 'a'
        jb echo
        cmp al, 'z'
        ja echo
        sub al, 'a' - 'A'
echo:   call put
        jmp next

break:  mov si, broke
        call print
        jmp next
line:   mov si, crlf
        call print
        jmp next

print:  lodsb
        test al, al
        jz done
        call put
        jmp print

put:    push ax
        mov dx, COM1 + 5
busy:   in al, dx
        test al, 0x20           ; transmitter empty?
        jz busy
        pop ax
        mov dx, COM1
        out dx, al
done:   ret

hello:  db 13, 10, "console-gw boot sector: type, and I shout back.", 13, 10, 0
broke:  db "B!", 13, 10, 0
crlf:   db 13, 10, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
