; A machine small enough for a boot sector: says hello on COM1, answers in upper case, shows a
; break as "B!". Its processor stands still until the UART has something. Assemble with:
; nasm -f bin guest.asm -o ../resources/dev/consolegw/gateway/demo/guest.img
        bits 16
        org 0x7c00
COM1    equ 0x3f8               ; 16550: data; +1 interrupts, +2 FIFOs, +3 line control, +4 modem
                                ; control, +5 line status
PIC     equ 0x20                ; 8259: command; +1 mask
IRQ4    equ 0x0c * 4            ; where the BIOS has the vector of COM1's interrupt

start:  cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        mov word [IRQ4], woken
        mov word [IRQ4 + 2], ax
        mov al, 0xef            ; no other interrupt wakes it, not even the clock's
        out PIC + 1, al
        mov dx, COM1 + 3
        mov al, 0x03            ; 8 bits, no parity, 1 stop bit
        out dx, al
        mov dx, COM1 + 2
        mov al, 0x07            ; FIFOs on, and empty
        out dx, al
        mov dx, COM1 + 4
        mov al, 0x0b            ; DTR, RTS, and OUT2, without which no interrupt leaves the UART
        out dx, al
        mov dx, COM1 + 1
        mov al, 0x01            ; an interrupt when there is data
        out dx, al
        mov si, hello
        call print

; Whatever comes after the look at the status is not missed: sti counts from the instruction after
; the next, so that an interrupt which waits ends the hlt at once. And it waits, though the PIC sees
; edges alone: the UART's line is low when its FIFO is empty.
next:   mov dx, COM1 + 5
        cli
        in al, dx
        test al, 0x01           ; data ready?
        jnz take
        sti
        hlt
        jmp next

take:   mov ah, al
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

woken:  push ax
        mov al, 0x20            ; end of interrupt
        out PIC, al
        pop ax
        iret

hello:  db 13, 10, "console-gw boot sector: type, and I shout back.", 13, 10, 0
broke:  db "B!", 13, 10, 0
crlf:   db 13, 10, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55
